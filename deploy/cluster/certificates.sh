#!/bin/sh
# Makes, in the folder tls, the authority of a cluster and a certificate for each of its machines:
#   sh certificates.sh machine1=10.20.0.11 machine2=10.20.0.12 machine3=10.20.0.13
# authority.key stays where nobody but you reads it; it is needed again for a fourth machine, and in ten years. Each machine gets authority.crt and its own pair
# in /etc/postamt/tls.
set -eu
umask 077
mkdir -p tls
cd tls
if [ ! -e authority.key ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=Postamt cluster authority" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign -keyout authority.key -out authority.crt
fi
for machine in "$@"; do
    name=${machine%%=*}
    address=${machine#*=}
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" -keyout "$name.key" -out "$name.request"
    printf 'subjectAltName=DNS:%s,IP:%s\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\n' "$name" "$address" >"$name.extensions"
    openssl x509 -req -in "$name.request" -CA authority.crt -CAkey authority.key -CAcreateserial -days 3650 -extfile "$name.extensions" -out "$name.crt"
    rm "$name.request" "$name.extensions"
done
