# Sourced by the postamt script: ./postamt test [--full] [NAME...] [-- RUNNER-OPTIONS]
# Installs what the tests need, builds once, and lets Postamt.TestRun run each test project.
. "$root/tests/packages.sh"

run_tests() {
    local names=() full= logs=$root/artifacts/test arguments=()
    while [ $# -gt 0 ]; do
        case $1 in
            --full) full=1 ;;
            --) shift; arguments=("$@"); break ;;
            -*) echo "postamt: usage: ./postamt test [--full] [NAME...] [-- RUNNER-OPTIONS]" >&2; exit 2 ;;
            *) names+=("$1") ;;
        esac
        shift
    done
    [ -z "$full" ] || export POSTAMT_FULL=1
    mkdir -p "$logs"
    install_packages "$logs/packages.log"
    install_node_packages "$logs/npm.log"
    if ! (build tests Postamt.slnx src tests bench deploy Postamt.slnx); then
        # A tree that does not build is one failure, told in the form every caller reads.
        echo "0 passed, 1 failed"
        exit 1
    fi
    exec dotnet "$root/tests/Postamt.TestRun/bin/Release/net10.0/Postamt.TestRun.dll" "$root" "$logs" "${names[@]}" -- "${arguments[@]}"
}
