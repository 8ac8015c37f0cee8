using AspireIF.Instructions;
using System.Diagnostics;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Datasets;
using AspireIF.Instructions.Primer;

namespace AspireIF.Bench;

/// <summary>
/// How fast the primer makes instructions and answers, on one thread, and how good its author is. CPU time counts the collector and the JIT too. "primer samples N" prints N samples of each split instead.
/// </summary>
internal static class PrimerBench
{
    public static int Run(string[] args)
    {
        if (args is ["samples", var number])
            return Samples(int.Parse(number));
        const int Rows = 40_000;
        // Until the JIT has settled.
        Time(PrimerSplit.Train, 30_000, 1);
        Console.WriteLine($"{"split",-22}{"rows/s",10}{"per CPU s",12}{"words",8}{"asked",9}{"true",8}");
        double slowest = double.MaxValue;
        foreach (PrimerSplit split in Enum.GetValues<PrimerSplit>())
        {
            var (rate, perCpu, words, asked, satisfied) = Time(split, Rows, 2);
            slowest = Math.Min(slowest, perCpu);
            Console.WriteLine($"{split,-22}{rate,10:N0}{perCpu,12:N0}{words,8:F1}{asked,9:N0}{satisfied / (double)asked,8:P1}");
        }
        Console.WriteLine($$"""{"bench":"primer","rows_per_cpu_s_slowest_split":{{slowest:F0}},"threads":1}""");
        return 0;
    }

    private static (double Rate, double PerCpu, double Words, int Asked, int Satisfied) Time(PrimerSplit split, int rows, ulong seed)
    {
        var random = new SplitMix64(seed);
        var watch = Stopwatch.StartNew();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        int asked = 0, satisfied = 0;
        long words = 0;
        foreach (PrimerInstruction instruction in PrimerGenerator.Instructions(split, seed).Take(rows))
        {
            _ = instruction.Messages;
            PrimerExample example = PrimerAuthor.Write(instruction, random);
            asked += example.Asked.Count;
            satisfied += example.Satisfied.Count(s => s);
            words += example.Answer.AsSpan().Count(' ') + 1;
        }
        return (rows / watch.Elapsed.TotalSeconds, rows / (Environment.CpuUsage.TotalTime - before).TotalSeconds, words / (double)rows, asked, satisfied);
    }

    private static int Samples(int number)
    {
        var random = new SplitMix64(1);
        foreach (PrimerSplit split in Enum.GetValues<PrimerSplit>())
        {
            foreach (PrimerInstruction instruction in PrimerGenerator.Instructions(split, 3).Take(number))
            {
                PrimerExample example = PrimerAuthor.Write(instruction, random);
                Console.WriteLine($"--- {instruction.Key}");
                foreach (ChatMessage message in instruction.Messages)
                    Console.WriteLine($"{message.Role}: {message.Content}");
                Console.WriteLine($">>> {example.Answer}");
                Console.WriteLine("    " + string.Join("; ", example.Asked.Zip(example.Satisfied, (c, s) => $"{c.Id}{Arguments(c)} {(s ? "yes" : "NO")}")));
            }
        }
        return 0;
    }

    private static string Arguments(Constraint constraint) => constraint.Arguments.Count == 0 ? "" : constraint.Arguments.ToString();
}
