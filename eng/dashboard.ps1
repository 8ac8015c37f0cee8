# Dot-sourced by run.ps1 for --dashboard: the Aspire dashboard, to which the command sends its logs, traces and metrics.
$DashboardVersion = '13.5.4' # of the npm package
$DashboardPort = if ($env:ASPIREIF_DASHBOARD_PORT) { [int]$env:ASPIREIF_DASHBOARD_PORT } else { 18888 }

function Get-DashboardRid {
    $system = if ($IsMacOS) { 'osx' } elseif ($IsLinux) { 'linux' } else { 'win' }
    $machine = if ([Runtime.InteropServices.RuntimeInformation]::OSArchitecture -eq 'Arm64') { 'arm64' } else { 'x64' }
    "$system-$machine"
}

function Test-DashboardPort([int]$Port) {
    $client = [Net.Sockets.TcpClient]::new()
    try { $client.Connect('127.0.0.1', $Port); $true } catch { $false } finally { $client.Dispose() }
}

# Brings the dashboard onto this machine: with Aspire's packages, which the AppHost restores; else from npm, once, into .tools.
function Install-Dashboard {
    $rid = Get-DashboardRid
    if (Select-String -Quiet -Path (Join-Path $Root 'UseAspire.props') -Pattern '<UseAspire>true') {
        $packages = (dotnet nuget locals global-packages --list) -replace '^global-packages: *', ''
        # Of whichever version the AppHost restores.
        $dlls = Join-Path $packages "aspire.dashboard.sdk.$rid/*/tools/Aspire.Dashboard.dll"
        if (-not (Test-Path $dlls)) { dotnet restore (Join-Path $Root 'AppHost/AppHost.csproj') | Out-Host }
        $dll = Get-ChildItem $dlls -ErrorAction SilentlyContinue | Sort-Object FullName | Select-Object -Last 1
        if ($dll) { return @{ Dll = $dll.FullName } }
    }
    $package = "@microsoft/aspire-cli-$rid"
    $folder = Join-Path $Root '.tools/aspire'
    $program = if ($rid.StartsWith('win')) { 'aspire.exe' } else { 'aspire' }
    $command = Join-Path $folder "node_modules/$package/bin/$program"
    if (-not (Test-Path $command)) {
        if (-not (Get-Command npm -ErrorAction SilentlyContinue)) { Write-Error "The dashboard needs Aspire's NuGet packages or npm, and this machine has neither." }
        Write-Host 'Installing the Aspire dashboard into .tools (once, about 130 MB) ...'
        npm install --no-audit --no-fund --prefix $folder "$package@$DashboardVersion" | Out-Host
        if (-not (Test-Path $command)) { Write-Error "npm could not install $package@$DashboardVersion" }
    }
    @{ Command = $command }
}

# Starts the dashboard, says where it is and lets what follows export to it.
function Start-Dashboard {
    $grpc = $DashboardPort + 1
    $http = $DashboardPort + 2
    $url = "http://127.0.0.1:$DashboardPort"
    foreach ($port in $DashboardPort, $grpc, $http) {
        if (Test-DashboardPort $port) { Write-Error "Port $port is in use: set ASPIREIF_DASHBOARD_PORT to the first of three free ports." }
    }
    $dashboard = Install-Dashboard
    $log = Join-Path $Root '.tools/dashboard.log'
    New-Item -ItemType Directory -Force (Split-Path $log) | Out-Null
    if ($dashboard.Dll) {
        $env:ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL = "http://127.0.0.1:$grpc"
        $env:ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL = "http://127.0.0.1:$http"
        $env:ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS = 'true'
        $file = 'dotnet'
        $arguments = @('exec', '--roll-forward', 'Major', $dashboard.Dll, '--urls', $url)
    }
    else {
        $env:ASPIRE_CLI_TELEMETRY_OPTOUT = '1'
        $file = $dashboard.Command
        $arguments = @('dashboard', 'run', '--frontend-url', $url, '--otlp-grpc-url', "http://127.0.0.1:$grpc", '--otlp-http-url', "http://127.0.0.1:$http", '--allow-anonymous', '--nologo', '--non-interactive')
    }
    $script:DashboardProcess = Start-Process $file $arguments -PassThru -RedirectStandardOutput $log -RedirectStandardError "$log.err"
    while (-not ((Test-DashboardPort $DashboardPort) -and (Test-DashboardPort $grpc))) {
        if ($script:DashboardProcess.HasExited) { Write-Error "The dashboard did not start; see $log" }
        Start-Sleep -Milliseconds 200
    }
    Write-Host "Dashboard: $url"
    $env:OTEL_EXPORTER_OTLP_ENDPOINT = "http://127.0.0.1:$grpc"
    $env:OTEL_EXPORTER_OTLP_PROTOCOL = 'grpc'
}

# The dashboard stays until Enter, so that the run can still be looked at.
function Stop-Dashboard {
    if (-not $script:DashboardProcess) { return }
    if (-not [Console]::IsInputRedirected) { Read-Host "Dashboard: http://127.0.0.1:$DashboardPort  Enter closes it" | Out-Null }
    if (-not $script:DashboardProcess.HasExited) { $script:DashboardProcess.Kill($true) }
}
