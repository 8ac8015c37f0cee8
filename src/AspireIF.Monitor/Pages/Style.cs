namespace AspireIF.Monitor.Pages;

internal static class Style
{
    public const string Css = """
        :root { --paper: #fbfbfa; --card: #fff; --ink: #1d2126; --faint: #69707a; --line: #e3e5e8; --accent: #3b5bdb; --good: #2b8a3e; --warn: #b35c00; --bad: #c92a2a;
                --c0: #3b5bdb; --c1: #e8590c; --c2: #2b8a3e; --c3: #9c36b5; --c4: #0b7285; }
        @media (prefers-color-scheme: dark) { :root { --paper: #14171a; --card: #1c2024; --ink: #e6e8ea; --faint: #98a0a8; --line: #2e343a; --accent: #91a7ff; --good: #69db7c; --warn: #ffa94d; --bad: #ff8787;
                --c0: #91a7ff; --c1: #ffa94d; --c2: #69db7c; --c3: #da77f2; --c4: #66d9e8; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
        main { max-width: 1360px; margin: 0 auto; padding: 24px 20px 48px; }
        h1 { font-size: 22px; margin: 0; } h2 { font-size: 15px; margin: 0 0 8px; }
        a { color: var(--accent); } .faint { color: var(--faint); }
        header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 6px 14px; margin-bottom: 16px; }
        .badge { border: 1px solid currentColor; border-radius: 999px; padding: 0 10px; font-size: 13px; }
        .Running { color: var(--accent); } .Finished { color: var(--good); } .Failed, .Error { color: var(--bad); } .Stopped, .Warning { color: var(--warn); }
        .figures { display: flex; flex-wrap: wrap; gap: 12px; margin: 0 0 16px; padding: 0; list-style: none; }
        .figures li, section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; }
        .figures b { display: block; font-size: 20px; font-weight: 600; } .figures li { min-width: 120px; }
        .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(400px, 1fr)); gap: 14px; margin-bottom: 16px; }
        .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(480px, 1fr)); gap: 14px; align-items: start; }
        svg { width: 100%; height: auto; display: block; } svg text { fill: var(--faint); font-size: 11px; } .grid { stroke: var(--line); }
        polyline { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
        .legend { display: flex; flex-wrap: wrap; gap: 2px 14px; font-size: 13px; margin: 6px 0 0; padding: 0; list-style: none; }
        .legend i { display: inline-block; width: 12px; height: 3px; vertical-align: middle; margin-right: 6px; }
        table { border-collapse: collapse; width: 100%; font-size: 14px; } th { text-align: left; font-weight: 500; color: var(--faint); }
        th, td { padding: 4px 12px 4px 0; vertical-align: top; border-bottom: 1px solid var(--line); } tr:last-child td { border-bottom: 0; } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
        .events td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--faint); } .events td { overflow-wrap: anywhere; }
        progress { width: 160px; height: 10px; accent-color: var(--accent); vertical-align: middle; } .error { border-color: var(--bad); color: var(--bad); margin-bottom: 16px; }
        @media (max-width: 560px) { .charts, .columns { grid-template-columns: 1fr; } }
        """;
}
