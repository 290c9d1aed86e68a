# Sourced by run.sh, and by bench/run.sh with a list of its own: foreign programs the tests speak to. Each row: a program or file that shows the package is there, the package.
# What cannot be installed is not an error: tests that need it are skipped and say what is missing.
foreign_programs='
swaks                                   swaks
/usr/share/perl5/Authen/SASL.pm         libauthen-sasl-perl
/usr/lib/*/perl5/*/Net/SSLeay.pm        libnet-ssleay-perl
curl                                    curl
mbsync                                  isync
fetchmail                               fetchmail
getmail                                 getmail6
/usr/sbin/postfix                       postfix
/usr/sbin/dovecot                       dovecot-core
/usr/lib/dovecot/imap                   dovecot-imapd
python3                                 python3
strace                                  strace
node                                    nodejs
npm                                     npm
openssl                                 openssl
mkfs.ext4                               e2fsprogs
/usr/lib/postgresql/*/bin/initdb         postgresql
/usr/bin/etcd                           etcd-server
/usr/bin/patroni                        patroni
/usr/lib/python3/dist-packages/etcd     python3-etcd
/usr/lib/python3/dist-packages/idna     python3-idna
/usr/sbin/haproxy                       haproxy
/usr/lib/python3/dist-packages/dkim     python3-dkim
/usr/lib/python3/dist-packages/nacl     python3-nacl
/usr/lib/python3/dist-packages/authres  python3-authres
/usr/sbin/opendkim                      opendkim
clamd                                   clamav-daemon
setpriv                                 util-linux
flock                                   util-linux
/etc/ssl/certs/ca-certificates.crt      ca-certificates
'

program_is_there() {
    if [[ $1 == /* ]]; then compgen -G "$1" >/dev/null; else PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null 2>&1; fi
}

missing_packages() {
    local show package
    while read -r show package; do
        [ -n "$show" ] || continue
        program_is_there "$show" || echo "$package"
    done <<<"$foreign_programs" | sort -u
}

# Installs what is missing when it may. Nothing that is installed is started: policy-rc.d says no for that time.
install_packages() {
    local log=$1 missing policy=/usr/sbin/policy-rc.d kept=
    mapfile -t missing < <(missing_packages)
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        echo "not installed, for want of root and apt: ${missing[*]}; what needs them is left out"
        return 0
    fi
    echo "installing ${missing[*]}"
    if [ -e "$policy" ]; then kept=$(mktemp) && cp -p "$policy" "$kept"; fi
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    (
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -q && apt-get install -q -y --no-install-recommends -o Dpkg::Options::=--force-confold -o DPkg::Lock::Timeout=120 "${missing[@]}"
    ) >"$log" 2>&1 </dev/null || echo "the packages could not all be installed (see $log); what needs them is left out"
    if [ -n "$kept" ]; then cp -p "$kept" "$policy" && rm -f "$kept"; else rm -f "$policy"; fi
}

# npm packages stand in a lock file and are installed again only when it changed.
install_node_packages() {
    local log=$1 folder=$root/tests/Postamt.Interop/node
    [ -e "$folder/package-lock.json" ] && command -v npm >/dev/null 2>&1 || return 0
    if [ ! "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ]; then
        (cd "$folder" && npm ci --no-audit --no-fund --ignore-scripts && touch node_modules/.package-lock.json) >"$log" 2>&1 </dev/null ||
            echo "npm packages could not be installed (see $log); tests that need them are skipped"
    fi
}
