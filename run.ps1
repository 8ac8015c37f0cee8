# Builds and runs the guided tour on real instructions. Arguments go to the command: ./run.ps1 verify --help
. (Join-Path $PSScriptRoot 'eng/common.ps1')
Assert-Dotnet
Find-Aspire
dotnet build (Join-Path $Root 'src/AspireIF.Cli/AspireIF.Cli.csproj') -c Release -v quiet --nologo | Out-Host
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
$arguments = if ($args.Count -gt 0) { $args } else { @('tour') }
dotnet (Join-Path $Root 'src/AspireIF.Cli/bin/Release/net10.0/aspireif.dll') @arguments
exit $LASTEXITCODE
