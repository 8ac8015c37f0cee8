namespace AspireIF.Instructions.Datasets;

/// <summary>What a row is, told by the fields that it has.</summary>
public enum DatasetKind
{
    /// <summary>A prompt and nothing else that is known here.</summary>
    Prompt,

    /// <summary><c>instruction, input[, output]</c>, or a line of a text file: a task without constraints.</summary>
    Seed,

    /// <summary><c>key, prompt, instruction_id_list, kwargs</c>.</summary>
    IfEval,

    /// <summary>As IFEval, with the constraints' texts in <c>constraint</c> and possibly <c>chosen</c> and <c>rejected</c>.</summary>
    VerlIf,

    /// <summary><c>prompt, response</c>.</summary>
    Response,

    /// <summary><c>messages: [{role, content}]</c>.</summary>
    Chat,
}
