# Sourced by ./run for --dashboard: the Aspire dashboard, to which the command sends its logs, traces and metrics.
dashboard_version=13.5.4 # of the npm package
dashboard_port=${ASPIREIF_DASHBOARD_PORT:-18888}

# linux-x64 and so on, as .NET names systems.
dashboard_rid() {
    local system machine
    case "$(uname -s)" in Darwin) system=osx ;; *) system=linux ;; esac
    case "$(uname -m)" in arm64 | aarch64) machine=arm64 ;; *) machine=x64 ;; esac
    echo "$system-$machine"
}

# Brings the dashboard onto this machine: with Aspire's packages, which the AppHost restores; else from npm, once, into .tools.
install_dashboard() {
    if uses_aspire; then
        local packages
        packages=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: *//')
        # Of whichever version the AppHost restores.
        dashboard_of_packages() { ls "${packages%/}/aspire.dashboard.sdk.$(dashboard_rid)"/*/tools/Aspire.Dashboard.dll 2>/dev/null | sort -V | tail -n 1; }
        dashboard_dll=$(dashboard_of_packages)
        [ -n "$dashboard_dll" ] || { dotnet restore "$root/AppHost/AppHost.csproj" >&2; dashboard_dll=$(dashboard_of_packages); }
        [ -z "$dashboard_dll" ] || return 0
    fi
    dashboard_dll=
    local package="@microsoft/aspire-cli-$(dashboard_rid)" folder="$root/.tools/aspire"
    dashboard_command="$folder/node_modules/$package/bin/aspire"
    [ -x "$dashboard_command" ] && return
    if ! command -v npm >/dev/null; then
        echo "The dashboard needs Aspire's NuGet packages or npm, and this machine has neither." >&2
        return 1
    fi
    echo "Installing the Aspire dashboard into .tools (once, about 130 MB) ..." >&2
    npm install --no-audit --no-fund --prefix "$folder" "$package@$dashboard_version" >"$root/.tools/aspire-install.log" 2>&1 \
        || { echo "npm could not install $package@$dashboard_version; see .tools/aspire-install.log" >&2; return 1; }
}

dashboard_answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Starts the dashboard, says where it is and lets what follows export to it.
start_dashboard() {
    local grpc=$((dashboard_port + 1)) http=$((dashboard_port + 2)) url="http://127.0.0.1:$dashboard_port" log="$root/.tools/dashboard.log" port
    mkdir -p "$root/.tools/aspire-home"
    for port in "$dashboard_port" $grpc $http; do
        if dashboard_answers "$port"; then
            echo "Port $port is in use: set ASPIREIF_DASHBOARD_PORT to the first of three free ports." >&2
            return 1
        fi
    done
    install_dashboard || return 1
    if [ -n "$dashboard_dll" ]; then
        ASPNETCORE_URLS="$url" ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL="http://127.0.0.1:$grpc" ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL="http://127.0.0.1:$http" \
            ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS=true dotnet exec --roll-forward Major "$dashboard_dll" >"$log" 2>&1 &
    else
        # Its home keeps what it unpacks out of the user's.
        HOME="$root/.tools/aspire-home" ASPIRE_CLI_TELEMETRY_OPTOUT=1 "$dashboard_command" dashboard run --frontend-url "$url" \
            --otlp-grpc-url "http://127.0.0.1:$grpc" --otlp-http-url "http://127.0.0.1:$http" --allow-anonymous --nologo --non-interactive >"$log" 2>&1 &
    fi
    dashboard_pid=$!
    until dashboard_answers "$dashboard_port" && dashboard_answers $grpc; do
        if ! kill -0 $dashboard_pid 2>/dev/null; then
            echo "The dashboard did not start; see $log" >&2
            return 1
        fi
        sleep 0.2
    done
    echo "Dashboard: $url" >&2
    export OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:$grpc" OTEL_EXPORTER_OTLP_PROTOCOL=grpc
}

# On a terminal the dashboard stays until Enter or Ctrl+C, so that the run can still be looked at.
stop_dashboard() {
    [ -n "${dashboard_pid:-}" ] || return 0
    if [ -t 0 ] && [ -t 2 ]; then
        read -r -p "Dashboard: http://127.0.0.1:$dashboard_port  Enter closes it. " || true
    fi
    kill "$dashboard_pid" 2>/dev/null && wait "$dashboard_pid" 2>/dev/null
    return 0
}
