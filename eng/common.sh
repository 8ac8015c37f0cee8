# Sourced by ./run, ./test and .ci/run: what they share.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

require_dotnet() {
    if ! command -v dotnet >/dev/null; then
        echo "The .NET 10 SDK is needed and 'dotnet' is not on PATH. Install it, then run this again." >&2
        exit 1
    fi
}

# Asks the package feed once whether it has the Aspire packages; UseAspire.props keeps the answer (delete it to ask again).
detect_aspire() {
    [ -f "$root/UseAspire.props" ] && return
    local probe answer=false
    probe=$(mktemp -d)
    cat >"$probe/probe.csproj" <<'PROBE'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageDownload Include="Aspire.AppHost.Sdk" Version="[13.5.4]" /></ItemGroup>
</Project>
PROBE
    if dotnet restore "$probe/probe.csproj" >/dev/null 2>&1; then answer=true; fi
    rm -rf "$probe"
    printf '<Project>\n  <PropertyGroup>\n    <UseAspire>%s</UseAspire>\n  </PropertyGroup>\n</Project>\n' "$answer" >"$root/UseAspire.props"
    [ "$answer" = true ] || echo "The package feed has no Aspire packages: building without them."
}
