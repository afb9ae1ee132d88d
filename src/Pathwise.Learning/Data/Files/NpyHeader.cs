using System.Globalization;

namespace Pathwise.Learning.Data;

/// <summary>
/// The header of an NPY file: a Python dictionary <c>{'descr': '&lt;f8', 'fortran_order': False, 'shape': (3, 4), }</c>. What is not exactly of this form is refused with the character where it stops being so.
/// </summary>
internal sealed class NpyHeader
{
    readonly string _text;
    readonly Func<string, PathwiseException> _malformed;
    int _at;

    NpyHeader(string text, Func<string, PathwiseException> malformed) => (_text, _malformed) = (text, malformed);

    public string? Type { get; private set; }

    public bool? Fortran { get; private set; }

    public long[]? Extents { get; private set; }

    /// <summary>Reads a header. A type that is no word, as of records, is left out.</summary>
    /// <param name="text">The text.</param>
    /// <param name="malformed">Makes the error.</param>
    public static NpyHeader Parse(string text, Func<string, PathwiseException> malformed)
    {
        var header = new NpyHeader(text, malformed);
        header.Dictionary();
        if (header.Fortran is null || header.Extents is null) throw malformed("the header lacks 'descr', 'fortran_order' or 'shape'");
        return header;
    }

    void Dictionary()
    {
        bool described = false;
        Take('{');
        while (!Next('}'))
        {
            string key = Word();
            Take(':');
            switch (key)
            {
                case "descr" when !described:
                    described = true;
                    // A list describes records; the rest is then of no use.
                    if (Peek() == '[') (Fortran, Extents) = (false, []);
                    else Type = Word();
                    break;
                case "fortran_order" when Fortran is null: Fortran = Truth(); break;
                case "shape" when Extents is null: Extents = Tuple(); break;
                default: throw Wrong("'descr', 'fortran_order' or 'shape', once each");
            }
            if (described && Type is null) return;
            if (!Next(','))
            {
                Take('}');
                break;
            }
        }
        Peek();
        if (_at < _text.Length) throw Wrong("the end of the header");
        if (!described) throw _malformed("the header lacks 'descr'");
    }

    long[] Tuple()
    {
        var extents = new List<long>();
        Take('(');
        while (!Next(')'))
        {
            extents.Add(Number());
            if (Next(',')) continue;
            Take(')');
            // (3) is a number in Python, but old writers meant (3,).
            break;
        }
        return [.. extents];
    }

    long Number()
    {
        Peek();
        int start = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at])) _at++;
        // Python 2 wrote L after long numbers.
        if (!long.TryParse(_text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out long number)) throw Wrong("an extent");
        if (_at < _text.Length && _text[_at] == 'L') _at++;
        return number;
    }

    bool Truth()
    {
        Peek();
        foreach (bool value in (bool[])[true, false])
        {
            string word = value ? "True" : "False";
            if (!_text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal)) continue;
            _at += word.Length;
            return value;
        }
        throw Wrong("True or False");
    }

    string Word()
    {
        char quote = Peek();
        int end = quote is '\'' or '"' ? _text.IndexOf(quote, _at + 1) : -1;
        if (end < 0) throw Wrong("a word in quotes");
        string word = _text[(_at + 1)..end];
        _at = end + 1;
        return word;
    }

    void Take(char wanted)
    {
        if (!Next(wanted)) throw Wrong($"'{wanted}'");
    }

    bool Next(char wanted)
    {
        if (Peek() != wanted) return false;
        _at++;
        return true;
    }

    char Peek()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\n' or '\t' or '\r') _at++;
        return _at < _text.Length ? _text[_at] : '\0';
    }

    PathwiseException Wrong(string expected) => _malformed($"character {_at + 1} of the header: expected {expected}");
}
