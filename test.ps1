# Restores, builds and runs every test. Ends with one line: N passed, N failed, N skipped.
# Arguments go to `dotnet test` (for example: ./test.ps1 --project tests/AspireIF.Cli.Tests).
. (Join-Path $PSScriptRoot 'eng/common.ps1')
Set-Location $Root
Assert-Dotnet
Find-Aspire
dotnet build AspireIF.sln -c Release -v quiet --nologo
if ($LASTEXITCODE -ne 0) { Write-Host 'the build failed'; exit $LASTEXITCODE }
$arguments = if ($args.Count -gt 0) { $args } else { @('--solution', 'AspireIF.sln') }
dotnet test @arguments -c Release --no-build --output detailed 2>&1 | Tee-Object -Variable lines | Where-Object { $_ -notmatch '^\s*passed ' } | Out-Host
$status = $LASTEXITCODE
function Get-Count($outcome) {
    $found = $lines | Select-String "^\s*${outcome}:\s*(\d+)\s*$" | Select-Object -Last 1
    if ($found) { $found.Matches[0].Groups[1].Value } else { '0' }
}
Write-Host "$(Get-Count 'succeeded') passed, $(Get-Count 'failed') failed, $(Get-Count 'skipped') skipped"
exit $status
