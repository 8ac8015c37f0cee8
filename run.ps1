# Builds, then teaches the small model that comes with the project. Arguments go to the command: ./run.ps1 --json, ./run.ps1 verify --help
. (Join-Path $PSScriptRoot 'eng/common.ps1')
Assert-Dotnet
Find-Aspire
dotnet build (Join-Path $Root 'src/AspireIF.Cli/AspireIF.Cli.csproj') -c Release -v quiet --nologo | Out-Host
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
$aspireif = Join-Path $Root 'src/AspireIF.Cli/bin/Release/net10.0/aspireif.dll'
# --dashboard, first, shows the command's logs, traces and metrics in the Aspire dashboard.
$dashboard = $args.Count -gt 0 -and $args[0] -eq '--dashboard'
$arguments = @($args | Select-Object -Skip ([int]$dashboard))
# Options without a command are the training's: ./run.ps1 --set policy.steps=10
if ($arguments.Count -eq 0 -or ($arguments[0] -like '-*' -and $arguments[0] -notin '-h', '--help', '--version')) { $arguments = @('train') + $arguments }
if (-not $dashboard) {
    dotnet $aspireif @arguments
    exit $LASTEXITCODE
}
. (Join-Path $PSScriptRoot 'eng/dashboard.ps1')
try {
    Start-Dashboard
    dotnet $aspireif @arguments
    $status = $LASTEXITCODE
}
finally {
    Stop-Dashboard
}
exit $status
