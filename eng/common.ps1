# Dot-sourced by run.ps1 and test.ps1: what they share.
$ErrorActionPreference = 'Stop'
$Root = Split-Path -Parent $PSScriptRoot
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'

function Assert-Dotnet {
    if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
        Write-Error "The .NET 10 SDK is needed and 'dotnet' is not on PATH. Install it, then run this again."
    }
}

# Asks the package feed once whether it has the Aspire packages; UseAspire.props keeps the answer (delete it to ask again).
function Find-Aspire {
    $answerFile = Join-Path $Root 'UseAspire.props'
    if (Test-Path $answerFile) { return }
    $probe = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
    New-Item -ItemType Directory $probe | Out-Null
    @'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageDownload Include="Aspire.AppHost.Sdk" Version="[13.5.4]" /></ItemGroup>
</Project>
'@ | Set-Content (Join-Path $probe 'probe.csproj')
    dotnet restore (Join-Path $probe 'probe.csproj') *> $null
    $answer = if ($LASTEXITCODE -eq 0) { 'true' } else { 'false' }
    Remove-Item -Recurse -Force $probe
    "<Project>`n  <PropertyGroup>`n    <UseAspire>$answer</UseAspire>`n  </PropertyGroup>`n</Project>" | Set-Content $answerFile
    if ($answer -eq 'false') { Write-Host 'The package feed has no Aspire packages: building without them.' }
}
