using AspireIF.Monitor;
using AspireIF.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddRunClients();
builder.Services.AddMonitor();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapMonitor();
await app.RunAsync();
