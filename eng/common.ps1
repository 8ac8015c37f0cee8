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

# Versions of Aspire.AppHost.Sdk, the first that the feed has is taken; of Aspire's packages the lowest from there on.
$AspireVersions = '13.5.4', '13.6.4'

# Asks the package feed once what it has of Aspire; UseAspire.props keeps the answer (delete it to ask again).
function Find-Aspire {
    $answerFile = Join-Path $Root 'UseAspire.props'
    if (Test-Path $answerFile) { return }
    $found = $AspireVersions | Where-Object {
        Test-Feed "<PackageDownload Include='Aspire.AppHost.Sdk' Version='[$_]' /><PackageReference Include='Aspire.Hosting.AppHost' Version='$_' />"
    } | Select-Object -First 1
    $publishers = 'false'
    if (-not $found) {
        Write-Host 'The package feed has no Aspire packages: building without them.'
    }
    elseif (Test-Feed "<PackageReference Include='Aspire.Hosting.Azure.AppContainers' Version='$found' /><PackageReference Include='Aspire.Hosting.Kubernetes' Version='$found-preview.1' />") {
        $publishers = 'true'
    }
    else {
        Write-Host 'The package feed has no Aspire packages for Azure and Kubernetes: the AppHost runs on this machine and publishes nothing.'
    }
    @(
        '<Project>'
        '  <PropertyGroup>'
        "    <UseAspire>$(if ($found) { 'true' } else { 'false' })</UseAspire>"
        if ($found) { "    <AspireVersion>$found</AspireVersion>" }
        "    <UseAspirePublishers>$publishers</UseAspirePublishers>"
        '  </PropertyGroup>'
        '</Project>'
    ) | Set-Content $answerFile
}

# Whether these items of a project can be restored.
function Test-Feed([string]$Items) {
    $probe = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
    New-Item -ItemType Directory $probe | Out-Null
    "<Project Sdk='Microsoft.NET.Sdk'><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>$Items</ItemGroup></Project>" |
        Set-Content (Join-Path $probe 'probe.csproj')
    dotnet restore (Join-Path $probe 'probe.csproj') *> $null
    $answer = $LASTEXITCODE -eq 0
    Remove-Item -Recurse -Force $probe
    $answer
}
