#!/bin/sh
# Puts what prepare.sh made for this machine where it belongs, each file for whom it is. Run as root on the machine; run again, it replaces what is there.
# Nothing is started here.
set -eu
umask 022
cd "$(dirname "$0")"
name=$(sed -n 's/^name: //p' etcd.yml)

# Another key would close what the one that is here has sealed.
if [ -e /etc/postamt/secret.key ] && ! cmp -s secret.key /etc/postamt/secret.key; then
    echo "install.sh: /etc/postamt/secret.key is another one than here: these files were prepared for another cluster. Nothing is replaced." >&2
    exit 1
fi

getent passwd postamt >/dev/null || useradd --system --user-group --home-dir /var/lib/postamt --shell /usr/sbin/nologin postamt
# The machine's own key is used by etcd and by PostgreSQL with Patroni, which are different users: root owns it and this group reads it.
getent group postamt-tls >/dev/null || groupadd --system postamt-tls
usermod --append --groups postamt-tls etcd
usermod --append --groups postamt-tls postgres

install -d -o root -g root -m 0755 /etc/postamt /etc/postamt/tls /usr/lib/postamt
install -d -o postamt -g postamt -m 0700 /var/lib/postamt

install -o root -g root -m 0644 authority.crt /etc/postamt/tls/authority.crt
install -o root -g root -m 0644 "$name.crt" "/etc/postamt/tls/$name.crt"
install -o root -g postamt-tls -m 0640 "$name.key" "/etc/postamt/tls/$name.key"

install -o root -g root -m 0644 etcd.yml /etc/postamt/etcd.yml
install -o root -g root -m 0644 etcdctl.env /etc/postamt/etcdctl.env
install -o postgres -g postgres -m 0600 patroni.yml /etc/postamt/patroni.yml
install -o postgres -g postgres -m 0700 database.sh /etc/postamt/database.sh
install -o root -g root -m 0644 haproxy-postgres.cfg /etc/postamt/haproxy-postgres.cfg
install -o root -g root -m 0644 haproxy-user.cfg /etc/postamt/haproxy-user.cfg
install -o postamt -g postamt -m 0600 secret.key /etc/postamt/secret.key
install -o postamt -g postamt -m 0600 postamt.json /var/lib/postamt/postamt.json
install -o root -g root -m 0755 postamt.sh /usr/local/bin/postamt

# Debian's units stay as they are; these files beside them say what is different here.
install -d -o root -g root -m 0755 /etc/systemd/system/etcd.service.d /etc/systemd/system/patroni.service.d /etc/systemd/system/haproxy.service.d
install -o root -g root -m 0644 units/etcd.conf /etc/systemd/system/etcd.service.d/postamt.conf
install -o root -g root -m 0644 units/patroni.conf /etc/systemd/system/patroni.service.d/postamt.conf
install -o root -g root -m 0644 units/haproxy.conf /etc/systemd/system/haproxy.service.d/postamt.conf
install -o root -g root -m 0644 postamt.service /etc/systemd/system/postamt.service

if [ -e haproxy-mail.cfg ]; then
    install -o root -g root -m 0644 haproxy-mail.cfg /etc/postamt/haproxy-mail.cfg
    install -o root -g root -m 0644 units/haproxy-mail.service /etc/systemd/system/haproxy-mail.service
fi
systemctl daemon-reload
echo "$name: the files are in place."
