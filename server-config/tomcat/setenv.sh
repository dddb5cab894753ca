# What:  one node's settings, and JMX for operators; copy it to bin/setenv.sh and fill in what is yours. BERTH_KEYS comes from where you keep secrets.
# Why:   Berth reads the environment, so nothing has to be written into the application; what is set outside already wins.
# Check: bin/catalina.sh start, then the log says which node of which manager started; a wrong setting is named there and stops the start.
export BERTH_NODE="${BERTH_NODE:-$(hostname -s)}"
export BERTH_MANAGER="${BERTH_MANAGER:-eu}"
export BERTH_ADDRESS="${BERTH_ADDRESS:-http://$(hostname -f):8080}"
CATALINA_OPTS="$CATALINA_OPTS -Xmx512m"

# JMX only when a port is named, on the loopback address alone (come by ssh), with conf/jmxremote.password and .access, and for plain values only:
# the serial filter lets no class in that a call with names and numbers does not need.
if [ -n "${BERTH_JMX_PORT:-}" ]; then
  jmx=-Dcom.sun.management.jmxremote
  CATALINA_OPTS="$CATALINA_OPTS $jmx.port=$BERTH_JMX_PORT $jmx.rmi.port=$BERTH_JMX_PORT $jmx.host=127.0.0.1 -Djava.rmi.server.hostname=127.0.0.1"
  CATALINA_OPTS="$CATALINA_OPTS $jmx.authenticate=true $jmx.password.file=$CATALINA_BASE/conf/jmxremote.password"
  CATALINA_OPTS="$CATALINA_OPTS $jmx.ssl=false $jmx.access.file=$CATALINA_BASE/conf/jmxremote.access"
  plain="java.lang.*;java.util.*;java.rmi.MarshalledObject;javax.management.*;javax.management.openmbean.*;javax.security.auth.Subject"
  CATALINA_OPTS="$CATALINA_OPTS \"$jmx.serial.filter.pattern=$plain;maxdepth=20;maxarray=10000;!*\""
fi
export CATALINA_OPTS
