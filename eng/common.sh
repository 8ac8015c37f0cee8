# Sourced by ./run, ./test and .ci/run: what they share.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

require_dotnet() {
    if ! command -v dotnet >/dev/null; then
        echo "The .NET 10 SDK is needed and 'dotnet' is not on PATH. Install it, then run this again." >&2
        exit 1
    fi
}

# Versions of Aspire.AppHost.Sdk, the first that the feed has is taken; of Aspire's packages the lowest from there on.
aspire_versions="13.5.4 13.6.4"

# Asks the package feed once what it has of Aspire; UseAspire.props keeps the answer (delete it to ask again).
detect_aspire() {
    [ -f "$root/UseAspire.props" ] && return
    local version found=
    for version in $aspire_versions; do
        if feed_has "<PackageDownload Include='Aspire.AppHost.Sdk' Version='[$version]' /><PackageReference Include='Aspire.Hosting.AppHost' Version='$version' />"; then
            found=$version
            break
        fi
    done
    local publishers=false
    if [ -z "$found" ]; then
        echo "The package feed has no Aspire packages: building without them."
    elif feed_has "<PackageReference Include='Aspire.Hosting.Azure.AppContainers' Version='$found' /><PackageReference Include='Aspire.Hosting.Kubernetes' Version='$found-preview.1' />"; then
        publishers=true
    else
        echo "The package feed has no Aspire packages for Azure and Kubernetes: the AppHost runs on this machine and publishes nothing."
    fi
    {
        echo "<Project>"
        echo "  <PropertyGroup>"
        echo "    <UseAspire>$([ -n "$found" ] && echo true || echo false)</UseAspire>"
        [ -z "$found" ] || echo "    <AspireVersion>$found</AspireVersion>"
        echo "    <UseAspirePublishers>$publishers</UseAspirePublishers>"
        echo "  </PropertyGroup>"
        echo "</Project>"
    } >"$root/UseAspire.props"
}

# What detect_aspire found.
uses_aspire() { grep -qi '<UseAspire>true' "$root/UseAspire.props" 2>/dev/null; }

# Whether these items of a project can be restored.
feed_has() {
    local probe answer=1
    probe=$(mktemp -d)
    echo "<Project Sdk='Microsoft.NET.Sdk'><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>$1</ItemGroup></Project>" >"$probe/probe.csproj"
    if dotnet restore "$probe/probe.csproj" >/dev/null 2>&1; then answer=0; fi
    rm -rf "$probe"
    return $answer
}
