# What:  one node's settings; copy it to bin/setenv.sh and fill in what is yours. BERTH_KEYS comes from where you keep secrets.
# Why:   Berth reads the environment, so nothing has to be written into the application; what is set outside already wins.
# Check: bin/catalina.sh start, then the log says which node of which manager started; a wrong setting is named there and stops the start.
export BERTH_NODE="${BERTH_NODE:-$(hostname -s)}"
export BERTH_MANAGER="${BERTH_MANAGER:-eu}"
export BERTH_ADDRESS="${BERTH_ADDRESS:-http://$(hostname -f):8080}"
export CATALINA_OPTS="$CATALINA_OPTS -Xmx512m"
