namespace AspireIF.Instructions.Text.Patterns;

internal enum Operation : byte
{
    Match,
    Char,
    CharIgnoreCase,
    Any,
    AnyButLineFeed,
    Set,
    Assert,
    Jump,
    /// <summary>Go on at X; when that fails, at Y.</summary>
    Split,
    Save,
    BackReference,
    BackReferenceIgnoreCase,
    /// <summary>To X when the group took part in the match, else to Y.</summary>
    IfGroup,
    /// <summary>Remembers the position before a loop's body that can match nothing ...</summary>
    LoopStart,
    /// <summary>... and goes to X when the body has matched nothing, for it would do so for ever.</summary>
    LoopCheck,
    /// <summary>Runs the program after it up to its Match, then goes on at X: look-around (where nothing is consumed) and atomic groups.</summary>
    Ahead,
    NotAhead,
    Behind,
    NotBehind,
    Atomic,
}

/// <param name="Operand">A code point, a group, a register, an assertion, the width of a look-behind.</param>
/// <param name="Memo">For a Split: its row in the table of visited states; -1 where it has none.</param>
internal sealed record Instruction(Operation Operation, int Operand = 0, int X = 0, int Y = 0, CodePointSet? Set = null, int Memo = -1);

/// <summary>Turns a syntax tree into the program of a backtracking machine.</summary>
internal sealed class Compiler
{
    private const int LargestProgram = 20_000;

    private readonly List<Instruction> _program = [];
    private readonly bool _captures;
    private readonly Dictionary<int, int?> _groupWidths = [];
    private int _registers;
    private int _memoRows;
    private int _inside;

    private Compiler(int groups, bool captures) => (_registers, _captures) = (2 * (groups + 1), captures);

    public static (Instruction[] Program, int Registers, int MemoRows) Compile(Node root, int groups, bool captures)
    {
        var compiler = new Compiler(groups, captures);
        compiler.Emit(root);
        compiler.Add(new Instruction(Operation.Match));
        return ([.. compiler._program], compiler._registers, compiler._memoRows);
    }

    private int Next => _program.Count;

    private void Emit(Node node)
    {
        switch (node)
        {
            case Literal { IgnoreCase: true } literal:
                Add(new Instruction(Operation.CharIgnoreCase, CaseFold.Fold(literal.CodePoint)));
                break;
            case Literal literal:
                Add(new Instruction(Operation.Char, literal.CodePoint));
                break;
            case AnyCodePoint any:
                Add(new Instruction(any.LineFeedToo ? Operation.Any : Operation.AnyButLineFeed));
                break;
            case SetNode set:
                Add(new Instruction(Operation.Set, Set: set.Set));
                break;
            case Assertion assertion:
                Add(new Instruction(Operation.Assert, (int)assertion.Kind));
                break;
            case Sequence sequence:
                foreach (Node item in sequence.Items)
                    Emit(item);
                break;
            case Alternation alternation:
                EmitAlternation(alternation.Branches);
                break;
            case Group group:
                _groupWidths[group.Number] = Width(group.Body);
                if (_captures)
                    Add(new Instruction(Operation.Save, 2 * group.Number));
                Emit(group.Body);
                if (_captures)
                    Add(new Instruction(Operation.Save, 2 * group.Number + 1));
                break;
            case BackReference reference:
                Add(new Instruction(reference.IgnoreCase ? Operation.BackReferenceIgnoreCase : Operation.BackReference, reference.Group));
                break;
            case Conditional conditional:
                EmitConditional(conditional);
                break;
            case Atomic atomic:
                EmitInside(Operation.Atomic, 0, atomic.Body);
                break;
            case Look { Behind: false } look:
                EmitInside(look.Negative ? Operation.NotAhead : Operation.Ahead, 0, look.Body);
                break;
            case Look look:
                int width = Width(look.Body) ?? throw new PatternException("look-behind requires fixed-width pattern", 0);
                EmitInside(look.Negative ? Operation.NotBehind : Operation.Behind, width, look.Body);
                break;
            case Repeat { Mode: RepeatMode.Possessive } repeat:
                EmitInside(Operation.Atomic, 0, repeat with { Mode = RepeatMode.Greedy });
                break;
            case Repeat repeat:
                EmitRepeat(repeat);
                break;
        }
    }

    private void EmitAlternation(IReadOnlyList<Node> branches)
    {
        var jumps = new List<int>();
        for (int i = 0; i < branches.Count - 1; i++)
        {
            int split = Add(Split());
            Emit(branches[i]);
            jumps.Add(Add(new Instruction(Operation.Jump)));
            _program[split] = _program[split] with { X = split + 1, Y = Next };
        }
        Emit(branches[^1]);
        foreach (int jump in jumps)
            _program[jump] = _program[jump] with { X = Next };
    }

    private void EmitConditional(Conditional conditional)
    {
        int test = Add(new Instruction(Operation.IfGroup, conditional.Group));
        Emit(conditional.Yes);
        int jump = Add(new Instruction(Operation.Jump));
        _program[test] = _program[test] with { X = test + 1, Y = Next };
        Emit(conditional.No);
        _program[jump] = _program[jump] with { X = Next };
    }

    private void EmitInside(Operation operation, int operand, Node body)
    {
        int start = Add(new Instruction(operation, operand));
        _inside++;
        Emit(body);
        _inside--;
        Add(new Instruction(Operation.Match));
        _program[start] = _program[start] with { X = Next };
    }

    private void EmitRepeat(Repeat repeat)
    {
        bool lazy = repeat.Mode == RepeatMode.Lazy;
        for (int i = 0; i < repeat.Min; i++)
            Emit(repeat.Body);
        if (repeat.Max != int.MaxValue)
        {
            var splits = new List<int>();
            for (int i = repeat.Min; i < repeat.Max; i++)
            {
                splits.Add(Add(Split()));
                Emit(repeat.Body);
            }
            foreach (int split in splits)
                Target(split, split + 1, Next, lazy);
            return;
        }
        int loop = Add(Split());
        bool nullable = MinWidth(repeat.Body) == 0;
        int register = nullable ? _registers++ : 0;
        if (nullable)
            Add(new Instruction(Operation.LoopStart, register));
        Emit(repeat.Body);
        int check = nullable ? Add(new Instruction(Operation.LoopCheck, register)) : -1;
        Add(new Instruction(Operation.Jump, X: loop));
        Target(loop, loop + 1, Next, lazy);
        if (nullable)
            _program[check] = _program[check] with { X = Next };
    }

    private void Target(int split, int body, int exit, bool lazy) =>
        _program[split] = _program[split] with { X = lazy ? exit : body, Y = lazy ? body : exit };

    // What a state inside a look-around leads to depends on who asked, so only the outermost ones are remembered.
    private Instruction Split() => new(Operation.Split, Memo: _inside == 0 && !_captures ? _memoRows++ : -1);

    private int Add(Instruction instruction)
    {
        if (_program.Count == LargestProgram)
            throw new PatternException($"the pattern needs more than {LargestProgram} steps: its repetitions are too large", 0);
        _program.Add(instruction);
        return _program.Count - 1;
    }

    // In code points; null when it varies.
    private int? Width(Node node)
    {
        switch (node)
        {
            case Literal or AnyCodePoint or SetNode:
                return 1;
            case Sequence sequence:
                int? sum = 0;
                foreach (Node item in sequence.Items)
                    sum += Width(item);
                return sum;
            case Alternation alternation:
                var widths = alternation.Branches.Select(Width).Distinct().ToList();
                return widths.Count == 1 ? widths[0] : null;
            case Group group:
                return Width(group.Body);
            case Atomic atomic:
                return Width(atomic.Body);
            case Conditional conditional:
                return Width(conditional.Yes) == Width(conditional.No) ? Width(conditional.Yes) : null;
            case Repeat repeat:
                return Width(repeat.Body) is 0 ? 0 : repeat.Min == repeat.Max ? Width(repeat.Body) * repeat.Min : null;
            case BackReference reference:
                return _groupWidths.GetValueOrDefault(reference.Group);
            default:
                return 0;
        }
    }

    // Zero when the node may match nothing; otherwise at least 1.
    private static int MinWidth(Node node) => node switch
    {
        Literal or AnyCodePoint or SetNode => 1,
        Sequence sequence => sequence.Items.Any(i => MinWidth(i) > 0) ? 1 : 0,
        Alternation alternation => alternation.Branches.Min(MinWidth),
        Group group => MinWidth(group.Body),
        Atomic atomic => MinWidth(atomic.Body),
        Repeat repeat => repeat.Min == 0 ? 0 : MinWidth(repeat.Body),
        Conditional conditional => Math.Min(MinWidth(conditional.Yes), MinWidth(conditional.No)),
        _ => 0,
    };
}
