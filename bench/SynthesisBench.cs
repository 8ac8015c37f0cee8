using System.Diagnostics;
using System.Text.Json;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Curriculum;
using AspireIF.Instructions.Datasets;
using AspireIF.Instructions.Synthesis;

namespace AspireIF.Bench;

/// <summary>
/// Reads seeds, synthesises the paper's ladder rows from them and writes them as JSON lines: synthesis SEEDS [rows] [output].
/// Prints seconds and rows a second of each step.
/// </summary>
internal static class SynthesisBench
{
    public static int Run(string[] args)
    {
        if (args is not [var path, ..])
        {
            Console.Error.WriteLine("usage: synthesis SEEDS [rows] [output]");
            return 2;
        }
        LevelMix mix = args.Length > 1 ? LevelMix.Paper.Scaled(int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture)) : LevelMix.Paper;
        string output = args.Length > 2 ? args[2] : Path.GetTempFileName();

        long start = Stopwatch.GetTimestamp();
        Instruction[] seeds = [.. DatasetReader.ReadLines(path).Select(row => row.ToInstruction())];
        double read = Stopwatch.GetElapsedTime(start).TotalSeconds;

        start = Stopwatch.GetTimestamp();
        CurriculumRow[] rows = [.. CurriculumBuilder.Build(new Synthesizer().Make(seeds), new CurriculumOptions { Mix = mix })];
        double made = Stopwatch.GetElapsedTime(start).TotalSeconds;

        start = Stopwatch.GetTimestamp();
        using (var writer = new DatasetWriter(output))
        {
            foreach (CurriculumRow row in rows)
                writer.Write(row.ToVerlIf());
            writer.Complete();
        }
        double written = Stopwatch.GetElapsedTime(start).TotalSeconds;

        start = Stopwatch.GetTimestamp();
        int again = DatasetReader.ReadLines(output).Count();
        double readBack = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (args.Length <= 2)
            File.Delete(output);

        Console.WriteLine($"{"step",-22}{"rows",8}{"seconds",10}{"rows/s",12}");
        Print("read seeds", seeds.Length, read);
        Print("synthesis and ladders", rows.Length, made);
        Print("write verl-if rows", rows.Length, written);
        Print("read them back", again, readBack);
        Console.WriteLine();
        Console.WriteLine("level   rows   soft   hard");
        foreach (IGrouping<int, CurriculumRow> level in rows.GroupBy(r => r.Level.Level).OrderBy(g => g.Key))
            Console.WriteLine($"{level.Key,5}{level.Count(),7}{level.Sum(r => r.Constraints.Count(c => !c.IsHard)),7}{level.Sum(r => r.Constraints.Count(c => c.IsHard)),7}");
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            benchmark = "synthesis",
            rows = rows.Length,
            read_seeds_s = Math.Round(read, 3),
            synthesis_s = Math.Round(made, 3),
            write_s = Math.Round(written, 3),
            read_back_s = Math.Round(readBack, 3),
        }));
        return 0;
    }

    private static void Print(string step, int rows, double seconds) => Console.WriteLine($"{step,-22}{rows,8}{seconds,10:F3}{rows / seconds,12:F0}");
}
