# The follow-up monitor: built once, run as an ordinary user, everything kept in /data.
FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY monitor ./monitor
COPY config ./config
COPY alembic ./alembic
RUN python -m venv /opt/monitor \
 && /opt/monitor/bin/pip install --no-cache-dir '.[postgres]'

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home monitor
COPY --from=build /opt/monitor /opt/monitor
ENV PATH=/opt/monitor/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MONITOR_DATABASE__URL=sqlite:////data/monitor.db \
    MONITOR_LOG__FORMAT=json
USER monitor
WORKDIR /data
VOLUME /data
# Healthy while the jobs get on; with MONITOR_HTTP__PORT set it asks the daemon's /readyz as well.
HEALTHCHECK --interval=60s --timeout=15s --start-period=60s --retries=3 \
  CMD ["monitor", "status", "--check"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["monitor"]
CMD ["run"]
