using AspireIF.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddRunClients();

var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunAsync();
