using AspireIF.Bench;

switch (args)
{
    case ["primer", .. var rest]:
        return PrimerBench.Run(rest);
    default:
        Console.Error.WriteLine("usage: bench NAME");
        return 2;
}
