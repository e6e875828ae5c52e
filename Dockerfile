FROM python:3.13-slim AS build
WORKDIR /source
COPY requirements.lock requirements-build.lock ./
RUN python -m venv /venv && python -m venv /tools \
    && /venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock \
    && /tools/bin/pip install --no-cache-dir --require-hashes --requirement requirements-build.lock
COPY pyproject.toml README.md LICENSE THIRD_PARTY.md ./
COPY emulator emulator
COPY specs specs
RUN /tools/bin/pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && /venv/bin/pip install --no-cache-dir --no-deps --no-index dist/*.whl \
    && /tools/bin/cyclonedx-py environment --output-format JSON --output-file /sbom.cdx.json /venv/bin/python

FROM python:3.13-slim
LABEL org.opencontainers.image.title="a2i-emulator" \
      org.opencontainers.image.description="A local Amazon Augmented AI (A2I)" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --create-home --uid 1000 a2i && mkdir /data && chown a2i /data
COPY --from=build /venv /venv
COPY --from=build /sbom.cdx.json /usr/share/doc/a2i-emulator/sbom.cdx.json
# Its port may be published: A2I_EMULATOR_SECURE=0 makes it a double for tests, open to everybody.
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 A2I_EMULATOR_HOST=0.0.0.0 A2I_EMULATOR_DATA_DIR=/data A2I_EMULATOR_SECURE=1
USER a2i
VOLUME /data
EXPOSE 4224
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s CMD ["python", "-c", "import os, ssl, urllib.request; urllib.request.urlopen('http' + 's' * ('A2I_EMULATOR_TLS_CERT' in os.environ) + '://127.0.0.1:4224/_a2i/health', timeout=2, context=ssl._create_unverified_context())"]
ENTRYPOINT ["a2i-emulator"]
CMD ["start"]
