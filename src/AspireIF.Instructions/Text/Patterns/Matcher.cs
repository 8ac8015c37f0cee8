using System.Buffers;

namespace AspireIF.Instructions.Text.Patterns;

/// <summary>
/// Runs a program over one text: leftmost match, alternatives in order, as Python's <c>re</c>. Where no back-reference forbids it, a state
/// (instruction, position) is tried once only, so that the time is linear in the text; everything else is bounded by a budget of steps.
/// </summary>
internal ref struct Matcher : IDisposable
{
    private const int LargestTable = 1 << 26;

    private readonly PatternProgram _program;
    private readonly ReadOnlySpan<char> _text;
    private readonly int[] _registers;
    private readonly ulong[]? _visited;
    private readonly int _visitedLength;
    private (int Pc, int Position, int Register)[] _stack = ArrayPool<(int, int, int)>.Shared.Rent(64);
    private int _depth;
    private int _forbiddenEnd = -1;
    private long _budget;

    public Matcher(PatternProgram program, ReadOnlySpan<char> text)
    {
        _program = program;
        _text = text;
        _registers = ArrayPool<int>.Shared.Rent(program.Registers);
        _budget = 1_000_000 + 40L * text.Length;
        long bits = (long)program.MemoRows * (text.Length + 1);
        if (bits is > 0 and < LargestTable)
        {
            _visitedLength = (int)(bits + 63 >> 6);
            _visited = ArrayPool<ulong>.Shared.Rent(_visitedLength);
        }
    }

    /// <summary>The first match that starts at <paramref name="from"/> or later; one that starts there must not be empty when asked.</summary>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="TimeoutException">The budget of steps is spent.</exception>
    public (int Start, int End)? Find(int from, bool notEmptyAtStart)
    {
        if (_visited is not null)
        {
            _visited.AsSpan(0, _visitedLength).Clear();
            _budget -= _visitedLength;
        }
        for (int start = from; start <= _text.Length;)
        {
            _forbiddenEnd = notEmptyAtStart && start == from ? start : -1;
            _registers.AsSpan(0, _program.Registers).Fill(-1);
            int end = Run(0, start, outermost: true);
            if (end >= 0)
                return (start, end);
            if (start == _text.Length)
                break;
            CodePoints.At(_text, start, out int length);
            // States that failed only because an empty match was forbidden may be tried again.
            if (_forbiddenEnd >= 0 && _visited is not null)
                _visited.AsSpan(0, _visitedLength).Clear();
            start += length;
        }
        return null;
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_registers);
        ArrayPool<(int, int, int)>.Shared.Return(_stack);
        if (_visited is not null)
            ArrayPool<ulong>.Shared.Return(_visited);
    }

    // The end of the match that starts at the position, or -1.
    private int Run(int pc, int position, bool outermost = false)
    {
        int floor = _depth;
        while (true)
        {
            if (--_budget < 0)
                throw new TimeoutException();
            Instruction instruction = _program.Instructions[pc];
            bool advance;
            int length = 0, codePoint;
            switch (instruction.Operation)
            {
                case Operation.Match:
                    advance = !(outermost && position == _forbiddenEnd);
                    if (advance)
                    {
                        _depth = floor;
                        return position;
                    }
                    break;
                case Operation.Char:
                    advance = position < _text.Length && CodePoints.At(_text, position, out length) == instruction.Operand;
                    break;
                case Operation.CharIgnoreCase:
                    advance = position < _text.Length && CaseFold.Fold(CodePoints.At(_text, position, out length)) == instruction.Operand;
                    break;
                case Operation.Any or Operation.AnyButLineFeed:
                    advance = position < _text.Length && ((codePoint = CodePoints.At(_text, position, out length)) != '\n' || instruction.Operation == Operation.Any);
                    break;
                case Operation.Set:
                    advance = position < _text.Length && instruction.Set!.Contains(CodePoints.At(_text, position, out length));
                    break;
                case Operation.Assert:
                    advance = Holds((AssertionKind)instruction.Operand, position);
                    break;
                case Operation.Jump:
                    pc = instruction.X;
                    continue;
                case Operation.Split:
                    if (instruction.Memo >= 0 && _visited is not null && !Visit(instruction.Memo, position))
                    {
                        advance = false;
                        break;
                    }
                    Push(instruction.Y, position, -1);
                    pc = instruction.X;
                    continue;
                case Operation.Save or Operation.LoopStart:
                    Push(-1, _registers[instruction.Operand], instruction.Operand);
                    _registers[instruction.Operand] = position;
                    advance = true;
                    break;
                case Operation.LoopCheck:
                    if (_registers[instruction.Operand] == position)
                    {
                        pc = instruction.X;
                        continue;
                    }
                    advance = true;
                    break;
                case Operation.IfGroup:
                    pc = GroupOf(instruction.Operand) is null ? instruction.Y : instruction.X;
                    continue;
                case Operation.BackReference or Operation.BackReferenceIgnoreCase:
                    length = GroupOf(instruction.Operand) is { } group
                        ? Repeats(group.Start, group.End, position, instruction.Operation == Operation.BackReferenceIgnoreCase) : -1;
                    advance = length >= 0;
                    break;
                case Operation.Atomic:
                    int end = Run(pc + 1, position);
                    if (end >= 0)
                    {
                        (pc, position) = (instruction.X, end);
                        continue;
                    }
                    advance = false;
                    break;
                default:
                    if (Looks(instruction, pc, position))
                    {
                        pc = instruction.X;
                        continue;
                    }
                    advance = false;
                    break;
            }
            if (advance)
            {
                pc++;
                position += length;
                continue;
            }
            // Undo register writes down to the last choice.
            bool resumed = false;
            while (_depth > floor && !resumed)
            {
                var (savedPc, savedPosition, register) = _stack[--_depth];
                if (register >= 0)
                    _registers[register] = savedPosition;
                else
                    (pc, position, resumed) = (savedPc, savedPosition, true);
            }
            if (!resumed)
                return -1;
        }
    }

    private bool Looks(Instruction instruction, int pc, int position)
    {
        int start = position;
        if (instruction.Operation is Operation.Behind or Operation.NotBehind)
        {
            for (int i = 0; i < instruction.Operand && start >= 0; i++)
            {
                if (start == 0)
                    return instruction.Operation == Operation.NotBehind;
                CodePoints.Before(_text, start, out int length);
                start -= length;
            }
        }
        bool found = Run(pc + 1, start) >= 0;
        return found == instruction.Operation is Operation.Ahead or Operation.Behind;
    }

    private bool Visit(int row, int position)
    {
        long bit = (long)row * (_text.Length + 1) + position;
        ref ulong word = ref _visited![bit >> 6];
        ulong mask = 1UL << (int)(bit & 63);
        bool fresh = (word & mask) == 0;
        word |= mask;
        return fresh;
    }

    private readonly (int Start, int End)? GroupOf(int group)
    {
        if (2 * group + 1 >= _program.Registers)
            return null;
        int start = _registers[2 * group], end = _registers[2 * group + 1];
        return start < 0 || end < start ? null : (start, end);
    }

    // How long the group's text is at the position, or -1 when it is not there.
    private readonly int Repeats(int start, int end, int position, bool ignoreCase)
    {
        int at = position;
        while (start < end)
        {
            if (at == _text.Length)
                return -1;
            int a = CodePoints.At(_text, start, out int aLength), b = CodePoints.At(_text, at, out int bLength);
            if (ignoreCase ? CaseFold.Lower(a) != CaseFold.Lower(b) : a != b)
                return -1;
            start += aLength;
            at += bLength;
        }
        return at - position;
    }

    private readonly bool Holds(AssertionKind kind, int position) => kind switch
    {
        AssertionKind.TextStart => position == 0,
        AssertionKind.LineStart => position == 0 || _text[position - 1] == '\n',
        AssertionKind.TextEnd => position == _text.Length,
        AssertionKind.LineEnd => position == _text.Length || _text[position] == '\n',
        AssertionKind.LastLineEnd => position == _text.Length || position == _text.Length - 1 && _text[position] == '\n',
        AssertionKind.WordBoundary => IsWordBoundary(position, ascii: false),
        // CPython says no to both on an empty text.
        AssertionKind.NoWordBoundary => _text.Length > 0 && !IsWordBoundary(position, ascii: false),
        AssertionKind.AsciiWordBoundary => IsWordBoundary(position, ascii: true),
        _ => _text.Length > 0 && !IsWordBoundary(position, ascii: true),
    };

    private readonly bool IsWordBoundary(int position, bool ascii)
    {
        int before = position > 0 ? CodePoints.Before(_text, position, out _) : ' ';
        int after = position < _text.Length ? CodePoints.At(_text, position, out _) : ' ';
        return (CodePoints.IsWord(before) && (!ascii || before < 128)) != (CodePoints.IsWord(after) && (!ascii || after < 128));
    }

    private void Push(int pc, int position, int register)
    {
        if (_depth == _stack.Length)
        {
            var larger = ArrayPool<(int, int, int)>.Shared.Rent(2 * _depth);
            _stack.CopyTo(larger, 0);
            ArrayPool<(int, int, int)>.Shared.Return(_stack);
            _stack = larger;
        }
        _stack[_depth++] = (pc, position, register);
    }
}
