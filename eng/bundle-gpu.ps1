# Packs a program with the .NET runtime into one archive for a Linux x64 host that has a libtorch (any PyTorch wheel) and neither .NET nor package feeds.
#   eng/bundle-gpu.ps1 [project [archive]]     default: src/AspireIF.Cli, out/NAME-gpu.tar.xz (on Windows .tar.gz: its tar writes no xz, and such an archive is larger)
# There: tar xf ARCHIVE && sh ./NAME-gpu/NAME ... (see eng/bundle-start).
param([string]$Project, [string]$Archive)
. (Join-Path $PSScriptRoot 'common.ps1')
Assert-Dotnet
Find-Aspire
if (-not $Project) { $Project = Join-Path $Root 'src/AspireIF.Cli' }
$limit = 60000000
$stage = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
New-Item -ItemType Directory $stage | Out-Null
try {
    # A build of its own: one for a system restores other packages than the one that lies in the tree.
    dotnet publish $Project -c Release -r linux-x64 --self-contained --artifacts-path (Join-Path $Root 'out/bundle') -o (Join-Path $stage 'app') -v quiet --nologo `
        -p:HostLibtorch=true -p:DebugType=none -p:GenerateDocumentationFile=false -p:RunAnalyzers=false
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
    $name = (Get-ChildItem (Join-Path $stage 'app/*.runtimeconfig.json')).Name -replace '\.runtimeconfig\.json$', ''
    $packed, $kind = if ($IsWindows) { '-czf', 'gz' } else { '-cJf', 'xz' }
    if (-not $Archive) { $Archive = Join-Path $Root "out/$name-gpu.tar.$kind" }
    $folder = Join-Path $stage "$name-gpu"
    New-Item -ItemType Directory -Force $folder, (Split-Path -Parent $Archive) | Out-Null
    Move-Item (Join-Path $stage 'app') (Join-Path $folder 'app')
    # What only debuggers use, and documentation.
    foreach ($unused in 'libmscordaccore.so', 'libmscordbi.so', 'createdump', '*.xml') { Remove-Item (Join-Path $folder "app/$unused") -ErrorAction SilentlyContinue }
    Copy-Item (Join-Path $PSScriptRoot 'bundle-start') (Join-Path $folder $name)
    tar -C $stage $packed $Archive "$name-gpu"
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
    $size = (Get-Item $Archive).Length
    Write-Host "${Archive}: $([math]::Round($size / 1e6, 1)) MB"
    if ($kind -eq 'xz' -and $size -gt $limit) {
        Write-Host "The archive is larger than $($limit / 1000000) MB: has a library come in that is not needed on a GPU host?"
        exit 1
    }
}
finally { Remove-Item -Recurse -Force $stage }
