# Sourced by the postamt script: ./postamt bench smtp|imap|store|cluster|data|micro [OPTIONS]   (each with --help)
# Installs the peer's packages when it may, builds, and runs the measurement; tables go to bench/results/. micro: parsers and
# writers alone, by BenchmarkDotNet with its own options.
. "$root/tests/packages.sh"

# The same form as the tests' list.
foreign_programs='
/usr/sbin/postfix                       postfix
/usr/lib/dovecot/imap                   dovecot-imapd
/usr/lib/dovecot/lmtp                   dovecot-lmtpd
/usr/lib/postgresql/*/bin/initdb        postgresql
strace                                  strace
/usr/bin/etcd                           etcd-server
/usr/bin/patroni                        patroni
/usr/lib/python3/dist-packages/etcd     python3-etcd
/usr/lib/python3/dist-packages/idna     python3-idna
/usr/sbin/haproxy                       haproxy
'

run_bench() {
    local project=Postamt.Load under=()
    mkdir -p "$root/artifacts/bench"
    if [ "${1:-}" = micro ]; then project=Postamt.Bench; shift; fi
    case "$project $* " in
        Postamt.Bench*) ;;
        *" --no-peer "* | *" --help "*) ;;
        *) install_packages "$root/artifacts/bench/packages.log" >&2 ;;
    esac
    build "$project" "bench/$project" src "bench/$project" tests/Postamt.PostgresServer
    case " $* " in *" --slow-sync "*) under=(strace -f -qq --seccomp-bpf -o /dev/null -e trace=fsync,fdatasync -e inject=fsync,fdatasync:delay_exit=5000) ;; esac
    exec "${under[@]}" dotnet "$root/bench/$project/bin/Release/net10.0/$project.dll" "$@"
}
