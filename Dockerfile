# Three stages: a wheel, an environment with a built release, and what runs. Make and run it with:
#   docker build -t bilat .
#   docker run --init --stop-timeout 30 --read-only --cap-drop ALL --security-opt no-new-privileges -p 8000:8000 bilat
FROM python:3.13-slim AS wheel
WORKDIR /source
RUN pip install --no-cache-dir "build>=1.2,<2"
COPY pyproject.toml bilat.toml README.md LICENSE LICENSE-DATA ./
COPY ontology ontology
COPY data data
COPY shapes shapes
COPY queries queries
COPY server server
RUN python -m build --wheel --outdir /dist

FROM python:3.13-slim AS release
RUN python -m venv /opt/bilat
COPY --from=wheel /dist /dist
RUN /opt/bilat/bin/pip install --no-cache-dir /dist/*.whl && /opt/bilat/bin/bilat build --out /srv/bilat/release

FROM python:3.13-slim
RUN groupadd --gid 10001 bilat && useradd --uid 10001 --gid bilat --no-create-home --shell /usr/sbin/nologin bilat
COPY --from=release /opt/bilat /opt/bilat
# Another release may be mounted here; it is taken over while the server runs.
COPY --from=release /srv/bilat/release /srv/bilat/release
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 BILAT_HOST=0.0.0.0 BILAT_PORT=8000 BILAT_ACCESS_LOG=-
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["/opt/bilat/bin/python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:%s/health' % os.environ['BILAT_PORT'], timeout=2)"]
ENTRYPOINT ["/opt/bilat/bin/bilat"]
CMD ["serve", "--release", "/srv/bilat/release"]
