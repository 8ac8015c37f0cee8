# Restores, builds and runs every test. Names at the end the tests that were skipped, with the reason, and those that failed;
# the last line is: N passed, N failed, N skipped.
# Arguments go to `dotnet test` (for example: ./test.ps1 --project tests/AspireIF.Cli.Tests).
. (Join-Path $PSScriptRoot 'eng/common.ps1')
Set-Location $Root
Assert-Dotnet
Find-Aspire
dotnet build AspireIF.sln -c Release -v quiet --nologo
if ($LASTEXITCODE -ne 0) { Write-Host 'the build failed'; exit $LASTEXITCODE }
$arguments = if ($args.Count -gt 0) { $args } else { @('--solution', 'AspireIF.sln') }
# Of a passed test only its name with what it printed is shown, if it printed, and nothing of a skipped one.
$name = $null; $outcome = ''
dotnet test @arguments -c Release --no-build --output detailed 2>&1 | Tee-Object -Variable lines | ForEach-Object {
    $line = "$_"
    if ($line -match '^(passed|skipped) ') { $outcome = $Matches[1]; $name = $line; return }
    if ($outcome -and $line -match '^  from |^  (Standard|Error) output$|^\s*$') { return }
    if ($outcome -and $line -match '^  ') {
        if ($outcome -eq 'skipped') { return }
        if ($name) { Write-Host $name }
        $name = $null
    }
    else { $outcome = '' }
    Write-Host $line
}
$status = $LASTEXITCODE
$lines = @($lines | ForEach-Object { "$_" })
function Get-Count($kind) {
    $found = $lines | Select-String "^\s*${kind}:\s*(\d+)\s*$" | Select-Object -Last 1
    if ($found) { $found.Matches[0].Groups[1].Value } else { '0' }
}
for ($i = 0; $i -lt $lines.Count - 1; $i++) {
    if ($lines[$i] -match '^(skipped .*) \([0-9a-z ]+\)\s*$|^(skipped .*)$') { Write-Host "$($Matches[1])$($Matches[2]): $($lines[$i + 1].Trim())" }
}
foreach ($line in $lines) {
    if ($line -match '^(failed .*) \([0-9a-z ]+\)\s*$') { Write-Host $Matches[1] }
}
if ($status -ne 0 -and (Get-Count 'failed') -eq '0') { Write-Host "no test failed, but the run did: exit code $status (see above)" }
Write-Host "$(Get-Count 'succeeded') passed, $(Get-Count 'failed') failed, $(Get-Count 'skipped') skipped"
exit $status
