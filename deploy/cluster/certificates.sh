#!/bin/sh
# Makes, in the folder tls, the authority of a cluster and a certificate for each of its machines:
#   sh certificates.sh machine1=10.20.0.11 machine2=10.20.0.12 machine3=10.20.0.13
# What is there already stays: to renew a machine's certificate remove its .crt and .key first. authority.key stays where nobody but you reads it; it is needed
# again for a fourth machine, and in ten years. install.sh puts authority.crt and a machine's own pair to /etc/postamt/tls.
set -eu
umask 077
mkdir -p tls
cd tls
if [ ! -e authority.key ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=Postamt cluster authority" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign -keyout authority.key -out authority.crt 2>/dev/null
fi
for machine in "$@"; do
    name=${machine%%=*}
    address=${machine#*=}
    if [ -e "$name.crt" ]; then continue; fi
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" -keyout "$name.key" -out "$name.request" 2>/dev/null
    printf 'subjectAltName=DNS:%s,IP:%s\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\n' "$name" "$address" >"$name.extensions"
    openssl x509 -req -in "$name.request" -CA authority.crt -CAkey authority.key -CAcreateserial -days 3650 -extfile "$name.extensions" -out "$name.crt" 2>/dev/null
    rm "$name.request" "$name.extensions"
done
# A certificate is no secret; only keys are.
chmod 644 ./*.crt
