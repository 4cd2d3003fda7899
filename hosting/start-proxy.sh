#!/bin/sh
# Fills in nginx.conf from the environment and starts nginx in the foreground.
set -eu
: "${OFSTED_HOST:?the name readers know, as example.org or example.org:8443}"
: "${OFSTED_REPLICA_1:?address and port of the first replica, as 172.28.0.11:8501}"
: "${OFSTED_REPLICA_2:?address and port of the second replica}"
: "${OFSTED_CERTIFICATE:?file of the certificate}" "${OFSTED_KEY:?file of its key}"

here=$(cd "$(dirname "$0")" && pwd)
folder=${OFSTED_PROXY_FOLDER:-/tmp/proxy}
base=${OFSTED_BASE_PATH:-}
base=${base%/}
base=${base:+/${base#/}}
segment=${base#/}
mkdir -p "$folder"
sed -e "s|@HOST@|$OFSTED_HOST|g" -e "s|@HOST_NAME@|${OFSTED_HOST%%:*}|g" \
    -e "s|@REPLICA_1@|$OFSTED_REPLICA_1|g" -e "s|@REPLICA_2@|$OFSTED_REPLICA_2|g" \
    -e "s|@CERTIFICATE@|$OFSTED_CERTIFICATE|g" -e "s|@KEY@|$OFSTED_KEY|g" \
    -e "s|@BASE@|$base|g" -e "s|@BASE_SEGMENT@|${segment:+$segment/}|g" \
    -e "s|@ADDRESS@|${OFSTED_PROXY_ADDRESS:-0.0.0.0}|g" -e "s|@FOLDER@|$folder|g" \
    -e "s|@HTTPS_PORT@|${OFSTED_HTTPS_PORT:-8443}|g" \
    -e "s|@HTTP_PORT@|${OFSTED_HTTP_PORT:-8080}|g" "$here/nginx.conf" >"$folder/nginx.conf"
exec nginx -e stderr -c "$folder/nginx.conf" -p "$folder" -g "daemon off;" "$@"
