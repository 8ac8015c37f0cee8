namespace AspireIF.Instructions.Primer.World;

/// <summary>
/// The topics, by kind. A row: name | article (- for what is not counted) | three adjectives | where | what it does | what it has | what it is good for.
/// The last four are verb phrases that follow "it", without commas.
/// </summary>
internal static class TopicTable
{
    public const string Text = """
        # bird
        owl|an|quiet brown clever|lives in old trees|hunts mice at dusk|has large round eyes|keeps barns free of mice
        robin|a|small red brave|lives in gardens|sings from a branch|has a red chest|eats worms and flies
        eagle|an|strong brown proud|nests on high cliffs|dives from the sky|has sharp claws|keeps the number of rabbits low
        duck|a|plump green calm|swims on ponds|dips its head under water|has wide flat feet|gives eggs and soft feathers
        swan|a|white large graceful|glides on lakes|guards its nest with force|has a long neck|makes a park more beautiful
        crow|a|black clever loud|sits on roofs|opens nuts with stones|has a strong beak|cleans the fields of waste
        penguin|a|fat black funny|stands on cold ice|slides on its belly|has short wings|teaches people about the far south
        parrot|a|green noisy clever|lives in warm forests|copies the voices of people|has a curved beak|keeps lonely people company
        goose|a|grey large loud|grazes in wet meadows|flies in a long line|has a loud voice|guards the farm as well as a dog
        heron|a|thin grey patient|waits beside rivers|catches fish with one quick stab|has long thin legs|shows that the water is clean
        swallow|a|quick blue thin|builds a nest of mud in barns|flies south in autumn|has a forked tail|eats many flies
        chicken|a|brown busy round|walks about the yard|scratches the ground for seeds|has a red comb|gives fresh eggs
        # animal
        fox|a|red clever shy|lives in a den near the wood|steals hens after dark|has a bushy tail|keeps the number of mice low
        bear|a|brown heavy strong|lives in wild mountains|sleeps through the cold months|has thick fur|spreads the seeds of berries
        wolf|a|grey wild fast|roams in dark forests|hunts in a pack|has strong teeth|keeps herds of deer healthy
        rabbit|a|soft small quick|digs holes in meadows|jumps away from danger|has long ears|makes a gentle pet
        hedgehog|a|round brown slow|hides under dry leaves|rolls into a ball|has sharp spines|eats snails in the garden
        horse|a|tall brown strong|stands in a stable|runs over long distances|has a long mane|carries riders and pulls carts
        cow|a|large gentle slow|grazes on green grass|chews its food twice|has a wet nose|gives milk for butter and cheese
        sheep|a|white woolly calm|grazes on hills|follows the others all day|has a thick coat|gives wool for warm clothes
        goat|a|white lively stubborn|climbs on rocky slopes|eats almost any plant|has curved horns|gives milk and clears bushes
        dog|a|loyal friendly lively|sleeps beside the door|follows its owner everywhere|has a keen nose|guards the house
        cat|a|soft quiet quick|sleeps on warm cushions|stalks mice in the barn|has long whiskers|keeps mice out of the house
        squirrel|a|small red quick|lives in tall trees|buries nuts in autumn|has a long tail|plants new trees by accident
        elephant|an|grey huge calm|walks across dry plains|drinks with its nose|has a long trunk|opens paths for other animals
        camel|a|tall brown patient|crosses hot deserts|walks for days without water|has a large hump|carries goods and people
        # fish
        salmon|a|silver strong pink|swims in cold rivers|jumps over rocks in the stream|has shiny scales|feeds bears and people
        trout|a|spotted brown quick|hides in clear streams|snaps at flies|has dark spots|makes a fine dinner
        shark|a|grey large fast|swims in deep water|smells blood from far away|has rows of teeth|keeps weak fish from taking over
        eel|an|long dark smooth|hides in mud|travels across whole seas|has a slimy skin|makes a rich smoked meal
        herring|a|small silver thin|swims in huge groups|eats tiny creatures|has a forked tail|feeds whales and birds
        carp|a|heavy golden slow|lives in muddy ponds|digs for food on the bottom|has thick lips|keeps ponds free of weeds
        tuna|a|big blue fast|crosses open seas|swims without ever resting|has a pointed tail|fills many tins and plates
        pike|a|long green hungry|hides among water weeds|attacks from a hiding place|has hundreds of teeth|keeps small fish in balance
        goldfish|a|orange small shiny|lives in a glass bowl|swims in slow circles|has round eyes|makes an easy first pet
        seahorse|a|tiny strange upright|clings to sea grass|changes its colour|has a curled tail|shows that the bay is healthy
        # creature
        bee|a|busy striped small|lives in a hive|visits hundreds of flowers|has a thin sting|makes honey and helps fruit grow
        ant|an|tiny strong black|lives under the ground|carries leaves and crumbs|has six thin legs|turns and cleans the soil
        butterfly|a|bright light pretty|visits open meadows|drinks from flowers|has coloured wings|helps plants make seeds
        beetle|a|hard black shiny|hides under bark|eats old wood|has a hard shell|turns dead wood into soil
        dragonfly|a|blue thin fast|hovers over ponds|catches flies in the air|has four clear wings|eats many biting flies
        moth|a|grey soft quiet|rests on tree bark|flies toward lamps|has dusty wings|feeds bats and birds
        grasshopper|a|green thin lively|hides in tall grass|jumps far on strong legs|has long back legs|feeds many birds
        ladybird|a|red round spotted|sits on garden leaves|eats plant lice|has black spots|protects roses and beans
        wasp|a|yellow striped fierce|nests under roofs|chews wood into paper|has a sharp sting|hunts pests in the garden
        spider|a|patient grey thin|waits in dusty corners|spins a fine web|has eight legs|catches flies in the house
        # fruit
        apple|an|red round crisp|grows in cool orchards|ripens in autumn|has a thin skin|makes good juice and pies
        pear|a|green sweet juicy|grows on garden walls|softens after picking|has a narrow top|goes well with cheese
        plum|a|purple sweet small|grows on low trees|drops when it is ripe|has a hard stone|makes thick jam
        cherry|a|red small shiny|hangs from thin branches|ripens in early June|has a long stem|fills cakes and tarts
        banana|a|yellow soft long|grows in hot countries|turns brown when it is old|has a thick peel|gives quick strength to runners
        orange|an|orange juicy round|grows in warm groves|keeps for many weeks|has a thick rind|gives juice for breakfast
        lemon|a|yellow sour bright|grows near warm coasts|bears fruit all year|has an oily rind|adds taste to fish and tea
        grape|a|small sweet green|grows on sunny slopes|hangs in heavy bunches|has tiny seeds|makes wine and raisins
        strawberry|a|red sweet soft|grows close to the ground|spreads by long runners|has seeds on its skin|makes jam and cakes better
        peach|a|soft pink juicy|grows in warm valleys|bruises at a touch|has a fuzzy skin|makes a cool dessert
        melon|a|heavy green sweet|grows on flat fields|needs much water|has a striped skin|cools people in hot weather
        fig|a|purple soft old|grows beside stone walls|ripens twice a year|has hundreds of seeds|dries well for long trips
        # vegetable
        carrot|a|orange long crunchy|grows under the soil|stores sugar in its root|has feathery leaves|sweetens soups and cakes
        onion|an|round strong brown|grows in dry fields|makes cooks cry|has many layers|gives taste to almost every meal
        potato|a|brown plain round|grows in cool soil|sprouts in the dark|has a rough skin|fills hungry people
        tomato|a|red juicy round|grows in sunny gardens|climbs up a pole|has a smooth skin|makes good sauce
        cabbage|a|green heavy cheap|grows in wet fields|keeps until spring|has thick leaves|makes soup and salad
        pumpkin|a|orange huge round|grows on long vines|swells until autumn|has a hard rind|makes soup and lanterns
        pea|a|green sweet small|grows on a thin climbing plant|ripens in a pod|has a soft skin|feeds the soil and the family
        garlic|-|white strong small|hangs in dry kitchens|keeps pests away|has many cloves|gives depth to sauces
        spinach|-|green soft fresh|grows in cool beds|shrinks in the pan|has tender leaves|gives iron to the body
        mushroom|a|brown soft mild|grows in damp woods|comes up after rain|has a round cap|adds a rich taste to stews
        cucumber|a|green cool long|grows in glass houses|drinks much water|has a bumpy skin|cools a salad
        radish|a|red hot small|grows in any garden|ripens in four weeks|has a white heart|wakes up a plain sandwich
        # food
        soup|-|hot thin simple|simmers in a deep pot|warms hands and stomach|has small pieces of meat|feeds many people from one pot
        bread|-|fresh brown warm|bakes in a hot oven|rises for an hour|has a hard crust|goes with every meal
        pizza|-|flat hot cheesy|bakes on a hot stone|cooks in ten minutes|has a thin base|feeds a group of friends
        cheese|-|yellow salty rich|ages in cool cellars|melts over heat|has small holes|turns milk into lasting food
        rice|-|white plain light|cooks in a covered pot|soaks up every sauce|has thin grains|feeds half of the world
        pancake|a|flat golden soft|fries in a hot pan|flips in the air|has crisp edges|makes a slow breakfast
        salad|-|green cool crunchy|waits in a wide bowl|wilts after an hour|has a sour dressing|balances a heavy meal
        omelette|an|yellow soft quick|fries in melted butter|folds over its filling|has a brown edge|uses up spare eggs
        stew|-|thick brown slow|bubbles on the stove|softens tough meat|has large chunks|tastes better the next day
        porridge|-|thick warm plain|cooks with milk|thickens as it cools|has soft oats|fills people until noon
        pie|a|round sweet golden|cools on the windowsill|hides its filling|has a flaky crust|uses up ripe fruit
        jam|-|sweet sticky red|keeps in glass jars|sets as it cools|has soft pieces of fruit|saves the harvest for later
        # drink
        tea|-|hot light brown|steeps in a round pot|calms tired people|has a bitter edge|brings guests together
        coffee|-|dark bitter strong|drips through paper|wakes sleepy people|has a brown foam|starts the working day
        milk|-|white cool mild|comes from farms|turns sour in warm rooms|has a layer of cream|builds strong bones
        cocoa|-|sweet brown creamy|steams in big mugs|warms cold fingers|has a soft foam|ends a cold evening well
        lemonade|-|sour yellow cool|stands in tall jugs|fizzes a little|has slices of lemon|stops thirst on hot days
        cider|-|golden dry cool|rests in wooden barrels|bubbles for weeks|has a taste of apples|uses up fallen fruit
        juice|-|fresh sweet cold|flows from ripe fruit|spoils within days|has bits of pulp|gives vitamins in a glass
        # tool
        hammer|a|heavy hard simple|hangs above the workbench|drives nails into wood|has a wooden handle|builds houses and boats
        saw|a|sharp long flat|hangs in the shed|cuts boards in two|has a row of teeth|shapes wood for chairs
        spade|a|strong flat old|stands behind the shed|turns the soil|has a steel blade|makes holes for young trees
        ladder|a|tall light wooden|leans against the wall|reaches the roof|has ten steps|helps people pick fruit
        needle|a|thin sharp tiny|hides in the sewing box|pulls thread through cloth|has a small eye|mends torn shirts
        knife|a|sharp short steel|lies in a drawer|slices bread and meat|has a smooth edge|prepares almost every meal
        broom|a|light plain long|stands in the corner|sweeps dust from floors|has stiff bristles|keeps the house clean
        axe|an|heavy sharp old|rests in a block of wood|splits logs|has a curved handle|prepares wood for the stove
        shovel|a|wide strong flat|waits beside the path|moves sand and earth|has a long handle|clears the road
        compass|a|round small exact|fits in a pocket|points to the north|has a moving arrow|leads walkers home
        rope|a|long rough strong|lies coiled on deck|holds boats in place|has twisted strands|lifts heavy loads
        wrench|a|steel heavy plain|lies in the toolbox|turns tight bolts|has an open jaw|repairs bicycles and pipes
        # instrument
        piano|a|large black grand|stands in the hall|fills a room with sound|has eighty eight keys|leads singers in the choir
        violin|a|small light fine|rests under the chin|sings in high notes|has four strings|leads the orchestra
        drum|a|round loud simple|stands behind the band|keeps the beat|has a tight skin|sets the pace for dancers
        flute|a|thin silver light|lies in a narrow case|makes a clear tone|has small round holes|plays above the other players
        trumpet|a|bright loud golden|hangs on the wall|calls across a square|has three valves|opens parades
        guitar|a|light warm wooden|leans in the corner|plays chords and tunes|has six strings|goes along with singers
        harp|a|tall old golden|stands beside the stage|ripples and rings|has many strings|adds soft chords
        accordion|an|heavy wide red|hangs from the shoulders|breathes in and out|has buttons on both sides|makes villages dance
        bell|a|round heavy bronze|hangs in a tower|rings every hour|has a swinging tongue|tells people the time
        # vehicle
        bicycle|a|light quick simple|leans on the fence|rolls on two wheels|has a bent handlebar|takes children to school
        train|a|long fast loud|runs on steel rails|crosses the country by night|has many coaches|carries people to work
        boat|a|small wooden slow|floats in the harbour|rocks on the waves|has two oars|brings fish to the market
        bus|a|large red slow|stops at every corner|carries forty people|has wide doors|saves the streets from cars
        tractor|a|strong noisy green|works on farms|pulls the plough|has huge back wheels|brings in the harvest
        tram|a|quiet yellow clean|glides through the town|follows its rails|has a long window|moves crowds without smoke
        ship|a|huge steel slow|sails on the ocean|crosses from coast to coast|has a tall mast|carries goods around the world
        balloon|a|light round colourful|floats above the fields|rises on hot air|has a wicker basket|shows the land from above
        sledge|a|low wooden fast|waits in the attic|slides down white hills|has two iron runners|carries wood in the cold months
        truck|a|big loud strong|drives on wide roads|hauls heavy boxes|has a high cabin|brings food to shops
        canoe|a|narrow light quiet|drifts on calm rivers|turns at a touch|has a thin paddle|takes campers to lonely banks
        # building
        castle|a|old huge grey|stands on a hill|watches over the valley|has thick walls|tells visitors about knights
        lighthouse|a|tall white lonely|stands on a rock by the sea|sends light over the waves|has a spiral stair|guides ships past the rocks
        windmill|a|wooden tall old|stands in open fields|turns with the breeze|has four sails|grinds grain into flour
        library|a|quiet large calm|stands beside the square|lends books to everyone|has long shelves|helps people learn for free
        barn|a|red wide dusty|stands behind the farmhouse|shelters cows and hay|has a high roof|keeps the harvest dry
        bridge|a|long stone strong|spans the river|carries people and carts|has three arches|joins two halves of the town
        school|a|busy bright noisy|stands on the main street|opens at eight|has a wide yard|teaches reading and counting
        market|a|lively crowded loud|fills the old square|opens on Saturday|has forty stalls|sells fresh food
        bakery|a|warm small busy|stands on the corner|opens before dawn|has a brick oven|sells rolls and cakes
        tower|a|tall narrow old|rises above the roofs|shows the time|has a pointed top|gives a view of the town
        museum|a|quiet grand cool|stands in the park|shows old things|has marble floors|explains the past
        greenhouse|a|bright warm damp|stands in the garden|traps the heat of the sun|has glass walls|protects young plants
        # place
        beach|a|sandy wide bright|lies along the coast|changes with the tide|has soft dunes|gives families a place to play
        desert|a|dry hot empty|stretches for days|cools fast after sunset|has high dunes|shows how plants save water
        forest|a|green deep old|covers the hills|cleans the air|has narrow paths|gives wood and berries
        island|an|small green lonely|lies far from land|changes shape in storms|has a rocky shore|shelters rare birds
        lake|a|deep blue calm|lies between mountains|freezes in January|has a stony shore|gives water to the town
        mountain|a|high steep grey|rises above the valley|makes its own weather|has a white peak|feeds rivers with its ice
        river|a|long wide slow|flows to the sea|carries sand and stones|has green banks|turns mills and waters fields
        cave|a|dark damp cold|opens in a cliff|drips all year|has long stone teeth|shelters bats
        volcano|a|hot steep wild|rises from the plain|throws out ash and lava|has a deep crater|makes the soil rich
        waterfall|a|loud wet high|hides in the hills|falls over black rock|has a deep pool|drives small power stations
        swamp|a|wet green muddy|lies beside the river|breathes out mist|has tall reeds|holds back floods
        meadow|a|green open sunny|lies behind the village|blooms in May|has a hundred kinds of grass|feeds cows and bees
        valley|a|wide green quiet|lies between two hills|collects fog|has a winding stream|protects orchards from storms
        harbour|a|busy salty old|opens to the sea|shelters boats in storms|has a long pier|brings goods into town
        # tree
        oak|an|old strong wide|grows in parks|drops acorns in autumn|has rough bark|gives hard wood for floors
        pine|a|tall green straight|grows on sandy soil|stays green all year|has long needles|gives wood for houses
        birch|a|white slim graceful|grows in the north|sheds thin bark|has small leaves|makes good paper
        willow|a|soft green wide|grows near water|bends in storms|has hanging branches|gives twigs for baskets
        maple|a|red tall bright|grows on cool hills|turns red in autumn|has pointed leaves|gives sweet syrup
        palm|a|tall slim straight|grows on warm coasts|sways in storms|has a crown of leaves|gives shade and dates
        chestnut|a|large shady old|grows in wide streets|opens its pods in October|has broad leaves|feeds pigs and people
        cedar|a|dark tall fragrant|grows on dry mountains|lives for centuries|has flat branches|keeps moths out of chests
        # flower
        rose|a|red sweet thorny|grows along fences|opens in June|has soft petals|makes perfume and gifts
        tulip|a|bright simple tall|grows in long rows|closes at dusk|has a smooth stem|brings colour to spring
        sunflower|a|yellow tall bold|grows at the edge of fields|turns toward the light|has a dark centre|gives oil and seeds
        lily|a|white elegant tall|grows in moist soil|smells strong in the evening|has long petals|decorates churches
        daisy|a|white small simple|grows in lawns|closes before rain|has a yellow centre|makes chains for children
        lavender|-|purple dry fragrant|grows on stony hills|draws hundreds of bees|has thin grey leaves|keeps linen fresh
        poppy|a|red thin delicate|grows among wheat|loses its petals fast|has a black heart|gives seeds for baking
        orchid|an|strange rare elegant|grows on tree trunks|blooms for months|has waxy petals|decorates a window
        violet|a|purple tiny shy|grows in shady woods|blooms in March|has heart shaped leaves|flavours sweets
        # kind of weather
        rain|-|wet grey cool|falls from low clouds|fills wells and rivers|has a steady beat|makes the crops grow
        snow|-|white cold soft|covers roofs and fields|melts in the sun|has six sided crystals|protects plants from frost
        fog|-|grey thick damp|hangs over rivers|hides the road|has no clear edge|waters dry coasts
        wind|-|strong cold restless|blows from the sea|bends trees and grass|has sudden gusts|drives mills and sails
        hail|-|hard cold sudden|drops from dark clouds|bounces on roofs|has layers of ice|teaches farmers to be ready
        thunder|-|loud deep sudden|rolls over the hills|follows a flash|has a long echo|tells people to go inside
        frost|-|white cold thin|forms on clear mornings|paints the windows|has fine crystals|sweetens late cabbage
        rainbow|a|bright curved brief|comes out after showers|fades within minutes|has seven bands|shows how light bends
        storm|a|wild dark loud|comes from the west|breaks old branches|has heavy clouds|clears the hot air
        # craft
        pottery|-|patient old messy|begins with wet clay|spins on a wheel|has a fire at its heart|makes bowls and cups
        weaving|-|slow careful old|happens on a loom|crosses thread over thread|has many patterns|makes cloth and rugs
        knitting|-|calm cheap useful|fits in a small bag|loops one thread|has two needles|makes socks and scarves
        carving|-|slow precise quiet|begins with dry wood|removes small chips|has sharp blades|makes spoons and toys
        painting|-|colourful free quiet|happens near a window|covers a canvas|has brushes and oils|fills bare walls
        baking|-|warm sweet exact|happens in the kitchen|turns dough into loaves|has strict measures|makes birthdays better
        gardening|-|healthy slow muddy|happens behind the house|follows the seasons|has many small tasks|puts food on the table
        sewing|-|neat careful quiet|happens at a table|joins cloth with thread|has tiny stitches|saves old clothes
        fishing|-|patient calm wet|happens on river banks|begins early|has hooks and lines|brings home supper
        beekeeping|-|careful sticky calm|happens beside orchards|follows the flowers|has white suits|gives honey and wax
        # pastime
        football|-|fast popular loud|happens on a grass field|lasts ninety minutes|has eleven players a side|makes friends in every street
        tennis|-|quick elegant tiring|happens on a clay field|moves from side to side|has a low net|trains the eye and arm
        swimming|-|healthy wet calm|happens in pools|uses every muscle|has four main strokes|protects people at sea
        chess|-|quiet slow deep|happens at a small table|begins with sixteen pieces a side|has a strict clock|trains the memory
        skating|-|smooth cold elegant|happens on frozen ponds|draws lines on ice|has sharp blades|trains balance
        climbing|-|hard steep brave|happens on rock walls|needs strong fingers|has ropes and hooks|builds trust between partners
        rowing|-|hard rhythmic wet|happens on calm water|begins at dawn|has long oars|makes strong backs
        running|-|simple cheap tiring|happens on any road|needs only good shoes|has a steady rhythm|keeps the heart healthy
        archery|-|calm exact old|happens on a long lawn|sends arrows into straw|has a bent bow|trains a steady hand
        # piece of clothing
        hat|a|round warm plain|hangs on a hook|shades the face|has a wide brim|keeps the head dry
        scarf|a|long soft woolly|hangs beside the coat|wraps around the neck|has loose ends|stops cold air
        coat|a|heavy long warm|hangs in the hall|covers the whole body|has deep pockets|keeps out the rain
        boot|a|thick brown heavy|stands by the door|splashes through puddles|has a strong sole|keeps feet dry
        glove|a|small warm soft|lies in a pocket|follows every finger|has five narrow parts|protects hands from cold
        sock|a|soft striped short|hides in a drawer|loses its partner|has a thick heel|keeps toes warm
        shirt|a|clean white light|hangs on a line|needs an iron|has small buttons|suits work and parties
        apron|an|plain white stained|hangs in the kitchen|ties at the back|has one big pocket|keeps clothes clean
        belt|a|brown long plain|hangs on a nail|holds up trousers|has a metal buckle|carries keys and tools
        # object
        clock|a|round wooden exact|hangs above the door|ticks all day|has two thin hands|tells people the hour
        lamp|a|small warm bright|stands on the desk|lights the page|has a paper shade|helps people read late
        candle|a|thin white soft|stands on the table|burns for hours|has a short wick|gives light without power
        mirror|a|clear smooth bright|hangs in the bathroom|shows every face|has a golden frame|makes a small room bigger
        chair|a|wooden plain strong|stands at the table|carries tired people|has four legs|gives guests a seat
        kettle|a|shiny round hot|sits on the stove|whistles when it boils|has a curved spout|heats water for tea
        basket|a|light round woven|stands in the hall|holds bread and fruit|has a strong handle|carries shopping home
        book|a|thick old quiet|stands on a shelf|waits to be opened|has hundreds of pages|teaches and amuses
        telescope|a|long exact shiny|stands on the roof|brings far things near|has two lenses|shows craters and rings
        map|a|flat large detailed|lies on the table|shows roads and rivers|has small symbols|helps people plan a trip
        kite|a|light bright thin|hangs in the attic|climbs on a strong breeze|has a long tail|gets children outside
        pillow|a|soft white light|lies on the bed|holds the head|has a clean cover|helps people sleep
        # material
        gold|-|yellow heavy rare|hides in river sand|never rusts|has a soft shine|makes rings and coins
        iron|-|grey hard cheap|lies in red rock|rusts in damp air|has a strong pull to magnets|makes rails and pans
        glass|-|clear smooth hard|begins as sand|breaks at a blow|has no smell at all|makes windows and jars
        wool|-|soft warm white|comes from sheep|shrinks in hot water|has curly fibres|makes blankets and coats
        salt|-|white cheap sharp|comes from the sea|melts in water|has square crystals|keeps meat from spoiling
        clay|-|soft brown heavy|lies under the topsoil|hardens in fire|has fine grains|makes bricks and pots
        amber|-|golden light old|washes up on beaches|floats in salty water|has insects inside|makes beads and rings
        paper|-|thin white light|comes from wood|tears and burns fast|has two smooth sides|carries words and pictures
        silk|-|smooth light shiny|comes from tiny worms|slips through the fingers|has very fine threads|makes shirts and ties
        honey|-|golden sweet thick|comes from hives|keeps for many years|has a taste of flowers|sweetens tea and cakes
        """;
}
