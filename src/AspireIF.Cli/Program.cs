Console.Error.WriteLine("usage: aspireif COMMAND");
return 2;
