#!/bin/sh
# Makes the folder prepared, with one folder a machine: the files beside this script with your addresses in place of the examples', passwords, certificates, the
# secret key. Run it where the files are to stay: prepared has everything that is secret about the cluster.
#   sh prepare.sh HOSTNAME NETWORK BALANCER MACHINE1 MACHINE2 MACHINE3
#   sh prepare.sh mail.example.com 10.20.0.0/24 10.20.0.10 10.20.0.11 10.20.0.12 10.20.0.13
# HOSTNAME is what the nodes call themselves, NETWORK that in which the machines see each other, BALANCER the one address in front of all, or - for none.
# Run again, after a change in these files, it keeps passwords, keys and certificates.
set -eu
umask 077

die() {
    echo "prepare.sh: $*" >&2
    exit 1
}

[ $# -eq 6 ] || die "six values: HOSTNAME NETWORK BALANCER MACHINE1 MACHINE2 MACHINE3 (see the head of this file)"
hostname=$1 network=$2 balancer=$3
number='(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])'
address="^$number(\\.$number){3}\$"
echo "$hostname" | grep -qE '^[a-z0-9-]+(\.[a-z0-9-]+)+$' || die "HOSTNAME $hostname: write a full name in small letters, as in mail.example.com"
echo "${network%/*}" | grep -qE "$address" && echo "${network#*/}" | grep -qE '^([12]?[0-9]|3[0-2])$' || die "NETWORK $network: write it as in 10.20.0.0/24"
[ "$balancer" = - ] || echo "$balancer" | grep -qE "$address" || die "BALANCER $balancer: write an IPv4 address, or - for none"
for each in "$4" "$5" "$6"; do echo "$each" | grep -qE "$address" || die "$each: write an IPv4 address"; done

here=$(cd "$(dirname "$0")" && pwd)
mkdir -p prepared
cd prepared
mkdir -p passwords

# Letters and digits only: they stand in YAML, in SQL and in a connection string, and none of these needs to be told where they end.
for purpose in patroni superuser replication rewind postamt; do
    if [ ! -s "passwords/$purpose" ]; then openssl rand -hex 16 >"passwords/$purpose"; fi
done
# The format of Postamt's key files: a word, and 32 octets in BASE64.
if [ ! -s secret.key ]; then printf 'postamt-secret-key-1 %s\n' "$(openssl rand -base64 32)" >secret.key; fi
sh "$here/certificates.sh" "machine1=$4" "machine2=$5" "machine3=$6"

# render FILE NAME OWN-ADDRESS: lines that say where something listens get the machine's own address; then each example address becomes the one it stands for.
# Through marks, since one of yours may be an example of another.
render() {
    sed -E \
        -e '/^ *(listen|initial-advertise|advertise|connect_address|unicast_src_ip|"[a-z]+=)/s/10\.20\.0\.11/@own@/' \
        -e 's/10\.20\.0\.0\/24/@network@/g; s/10\.20\.0\.10/@balancer@/g; s/10\.20\.0\.11/@1@/g; s/10\.20\.0\.12/@2@/g; s/10\.20\.0\.13/@3@/g' \
        -e "s/@own@/$3/; s|@network@|$network|g; s/@1@/$machine1/g; s/@2@/$machine2/g; s/@3@/$machine3/g" \
        -e "s/mail\\.example\\.com/$hostname/g; s/name: machine1/name: $2/; s/\"node\": \"machine1\"/\"node\": \"$2\"/; s|/tls/machine1\\.|/tls/$2.|g" \
        -e "s/CHANGE-ME-patroni/$(cat passwords/patroni)/; s/CHANGE-ME-superuser/$(cat passwords/superuser)/; s/CHANGE-ME-replication/$(cat passwords/replication)/" \
        -e "s/CHANGE-ME-rewind/$(cat passwords/rewind)/; s/CHANGE-ME-postamt/$(cat passwords/postamt)/" "$here/$1" |
        if [ "$balancer" = - ]; then sed '/@balancer@/d'; else sed "s/@balancer@/$balancer/g"; fi
}

machine1=$4 machine2=$5 machine3=$6
for each in "machine1=$4" "machine2=$5" "machine3=$6"; do
    name=${each%%=*}
    own=${each#*=}
    rm -rf "$name"
    mkdir -p "$name/units"
    for file in etcd.yml etcdctl.env patroni.yml database.sh haproxy-postgres.cfg postamt.json nftables.conf; do render "$file" "$name" "$own" >"$name/$file"; done
    if [ "$balancer" != - ]; then
        render haproxy-mail.cfg "$name" "$own" >"$name/haproxy-mail.cfg"
        # Its peers are the two others.
        render keepalived.conf "$name" "$own" | sed "/^ *$own\$/d" >"$name/keepalived.conf"
    fi
    cp "$here/haproxy-user.cfg" "$here/postamt.service" "$here/postamt.sh" "$here/install.sh" "$name/"
    cp "$here"/units/* "$name/units/"
    cp "tls/authority.crt" "tls/$name.crt" "tls/$name.key" secret.key "$name/"
    ! grep -rnE 'CHANGE-ME|@[a-z0-9]+@' "$name" || die "the line above has a value that is not known"
done
echo "prepared/machine1, machine2 and machine3 are ready. Keep prepared, and let nobody read it."
