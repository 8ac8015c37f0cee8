using System.Buffers.Binary;
using System.Text;
using AspireIF.Models.Checkpoints;
using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Tests.Checkpoints;

public sealed class SafetensorsTests
{
    private static readonly ScalarType[] Types = [ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float16, ScalarType.Float64, ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool];

    [Fact]
    public void What_is_written_is_read_back_in_every_type()
    {
        using var folder = new TemporaryFolder();
        Gen.Select(Gen.Int[0, Types.Length - 1], Gen.Int[0, 5].Array[0, 3]).Array[0, 8].Sample(specs =>
        {
            using DisposeScope scope = NewDisposeScope();
            var tensors = specs.Select((spec, i) => KeyValuePair.Create($"t\"{i}é", randint(0, 2, [.. spec.Item2.Select(size => (long)size)]).to_type(Types[spec.Item1]))).ToList();
            SafetensorsWriter.Write(folder["x.safetensors"], tensors);
            using SafetensorsFile file = SafetensorsFile.Open(folder["x.safetensors"]);
            Assert.Equal("pt", file.Header.Metadata["format"]);
            Assert.Equal(0, file.Header.Raw.Length % 8);
            foreach ((string name, Tensor expected) in tensors)
            {
                Tensor actual = file.Read(name);
                Assert.Equal(expected.dtype, actual.dtype);
                Assert.Equal(expected.shape, actual.shape);
                Assert.True(expected.bytes.SequenceEqual(actual.bytes));
            }
        }, iter: 200, threads: 1);
    }

    [Theory]
    [InlineData("", "begins with 8 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}", "JSON", 4)]
    [InlineData("[]", "not StartObject")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "truncated", 3)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "after the last tensor", 5)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", "gap", 8)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", "overlap", 8)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", "twice", 8)]
    [InlineData("{\"a\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}}", "F31", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", "takes 8 bytes", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", "whole numbers", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}", "whole numbers", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}}", "more elements", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807],\"data_offsets\":[0,9223372036854775807]}}", "more elements", 4)]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[9223372036854775807],\"data_offsets\":[0,9223372036854775807]}}", "truncated", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,4]}}", "data_offsets", 8)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", "lacks", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "twice", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} x", "JSON", 4)]
    [InlineData("{\"a\":7}", "not StartObject")]
    public void A_malformed_file_is_named_with_its_fault(string header, string fault, int dataBytes = 0)
    {
        using var folder = new TemporaryFolder();
        byte[] json = Encoding.UTF8.GetBytes(header), length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        File.WriteAllBytes(folder["bad.safetensors"], header.Length == 0 ? [1, 2] : [.. length, .. json, .. new byte[dataBytes]]);
        var error = Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(folder["bad.safetensors"]));
        Assert.Contains("bad.safetensors", error.Message);
        Assert.Contains(fault, error.Message);
    }

    [Theory]
    [InlineData(1UL << 60)]
    [InlineData(ulong.MaxValue)]
    [InlineData(100_000_001UL)]
    public void A_header_longer_than_the_file_allocates_nothing(ulong length)
    {
        using var folder = new TemporaryFolder();
        byte[] prefix = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, length);
        File.WriteAllBytes(folder["huge"], prefix);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(folder["huge"]));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void A_file_that_shrinks_after_it_was_opened_is_an_error()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets nobody shorten an open file");
        using var folder = new TemporaryFolder();
        using Tensor tensor = ones(1000);
        SafetensorsWriter.Write(folder["x"], [KeyValuePair.Create("a", tensor)]);
        using SafetensorsFile file = SafetensorsFile.Open(folder["x"]);
        using (var stream = new FileStream(folder["x"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            stream.SetLength(500);
        Assert.Contains("cut short", Assert.Throws<CheckpointException>(() => file.Read("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mutated_header_is_either_sound_or_refused()
    {
        byte[] sound = Encoding.UTF8.GetBytes("""{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]},"c":{"dtype":"I64","shape":[0],"data_offsets":[32,32]}}""");
        string alphabet = "\"{}[]:,0123456789-.eEFIUB\\u \0\u0080a";
        Gen<(int, int, int)> mutation = Gen.Select(Gen.Int[0, 2], Gen.Int[0, sound.Length - 1], Gen.Int[0, alphabet.Length - 1]);
        int refused = 0;
        Gen.Select(mutation.Array[1, 4], Gen.Int[0, 40]).Sample((mutations, dataLength) =>
        {
            var json = new List<byte>(sound);
            foreach ((int kind, int place, int letter) in mutations)
            {
                int at = Math.Min(place, json.Count - 1);
                switch (kind)
                {
                    case 0: json[at] = (byte)alphabet[letter]; break;
                    case 1: json.Insert(at, (byte)alphabet[letter]); break;
                    default: json.RemoveAt(at); break;
                }
            }
            byte[] raw = [.. new byte[8], .. json];
            try
            {
                SafetensorsHeader header = SafetensorsHeader.Parse("fuzz", raw, dataLength);
                Assert.Equal(dataLength, header.Entries.Sum(entry => entry.ByteCount));
                long end = 0;
                foreach (TensorEntry entry in header.Entries)
                {
                    Assert.Equal(end, entry.Begin);
                    end = entry.End;
                }
            }
            catch (CheckpointException error)
            {
                Interlocked.Increment(ref refused);
                Assert.StartsWith("fuzz: ", error.Message, StringComparison.Ordinal);
            }
        }, iter: 100_000);
        Assert.True(refused > 0);
    }
}
