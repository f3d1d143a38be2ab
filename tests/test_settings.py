"""Every setting has a default, every faulty one is one clear line."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import time
from pathlib import Path

import pytest

from monitor.errors import ConfigError
from monitor.settings import Settings, load_settings
from monitor.shipped import config_dir


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def load(tmp_path, text, environ=None):
    path = tmp_path / "given.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path, environ or {})


def test_without_file_and_environment_the_defaults_hold():
    assert load_settings(None, {}) == Settings()


def test_the_shipped_file_lists_every_setting_with_its_default():
    import tomllib

    path = config_dir() / "monitor.toml"
    assert load_settings(path, {}) == Settings()
    listed = tomllib.loads(path.read_text(encoding="utf-8"))
    assert {section: set(keys) for section, keys in listed.items()} == {
        section.name: {key.name for key in fields(getattr(Settings(), section.name))}
        for section in fields(Settings)
    }


def test_file_then_environment(tmp_path):
    text = "[fetch]\ntimeout = 5\nconcurrency = 3\n[digest]\nat = 06:15:00\nchannels = []\n"
    environ = {
        "MONITOR_FETCH__TIMEOUT": "7.5",
        "MONITOR_DIGEST__ZONE": "Europe/Kyiv",
        "MONITOR_FETCH__ALLOW_PRIVATE": "127.0.0.1:80, localhost:81,",
        "MONITOR_REVIEWER": "Ada",
        "MONITORING__X": "not ours",
        "PATH": "/bin",
    }
    settings = load(tmp_path, text, environ)
    assert settings.fetch.timeout == 7.5
    assert settings.fetch.concurrency == 3
    assert settings.fetch.allow_private == ("127.0.0.1:80", "localhost:81")
    assert (settings.digest.at, settings.digest.zone) == (time(6, 15), "Europe/Kyiv")
    assert settings.digest.channels == ()


@pytest.mark.parametrize(
    ("word", "expected"), [("false", False), ("0", False), ("True", True), ("1", True)]
)
def test_yes_and_no(tmp_path, word, expected):
    assert load_settings(None, {"MONITOR_FETCH__ROBOTS": word}).fetch.robots is expected
    assert load(tmp_path, f"[fetch]\nrobots = {word.lower()}\n").fetch.robots is expected


@pytest.mark.parametrize("name", ["config/monitor.toml", "monitor.toml"])
def test_a_file_here_is_found(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("[poll]\ntick = 3\n")
    assert load_settings(None, {}).poll.tick == 3


def test_the_environment_names_a_file_and_an_argument_comes_before_it(tmp_path):
    one, other = tmp_path / "one.toml", tmp_path / "other.toml"
    one.write_text("[poll]\ntick = 1\n")
    other.write_text("[poll]\ntick = 2\n")
    environ = {"MONITOR_CONFIG": str(one)}
    assert load_settings(None, environ).poll.tick == 1
    assert load_settings(other, environ).poll.tick == 2


def test_secrets_may_come_from_files_and_are_not_shown(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("pa ss\n")
    environ = {
        "MONITOR_EMAIL__PASSWORD_FILE": str(secret),
        "MONITOR_SLACK__WEBHOOK_URL": "https://hooks.example/T0/B0",
        "MONITOR_CLAIMS__CLAIMS_FILE": "mine.toml",  # a key that ends in _file
    }
    settings = load_settings(None, environ)
    assert settings.email.password == "pa ss"
    assert settings.claims.claims_file == "mine.toml"
    assert "pa ss" not in repr(settings)
    assert "hooks.example" not in repr(settings)


LLM = '[judge]\nllm = "openai"\nllm_model = "m"\n'
FAULTS = [
    ("[fetch]\ntimout = 1", "fetch.timout: unknown key; did you mean 'timeout'?"),
    ("[fetch]\nzzz = 1", "fetch.zzz: unknown key; valid: allow_private,"),
    ("[fecth]\ntimeout = 1", "unknown section [fecth]; did you mean 'fetch'?"),
    ("fetch = 1", "fetch must be a section, as in [fetch]"),
    ("[fetch\n", "not valid TOML"),
    ("[fetch]\ntimeout = true", "fetch.timeout: must be a number, not True"),
    ('[fetch]\ntimeout = "soon"', "fetch.timeout: must be a number, not 'soon'"),
    ("[fetch]\ntimeout = [1]", "fetch.timeout: must be a number, not [1]"),
    ("[fetch]\nmax_bytes = 2000.5", "fetch.max_bytes: must be a whole number, not 2000.5"),
    ("[fetch]\nmax_bytes = inf", "fetch.max_bytes: must be a whole number, not inf"),
    ("[fetch]\ntimeout = nan", "fetch.timeout: must be from 0.1 to 3600, not nan"),
    ("[fetch]\ntimeout = inf", "fetch.timeout: must be from 0.1 to 3600, not inf"),
    ("[fetch]\nper_host_interval = -1", "fetch.per_host_interval: must be from 0"),
    ("[fetch]\nconcurrency = 0", "fetch.concurrency: must be from 1"),
    ("[fetch]\nrobots = 2", "fetch.robots: must be true or false, not 2"),
    ('[fetch]\nrobots = "maybe"', "fetch.robots: must be true or false, not 'maybe'"),
    ("[poll]\ninterval = 1e300", "poll.interval: must be from 1"),
    ("[claims]\nstale_after_days = 1000000000", "claims.stale_after_days: must be from 1"),
    ("[claims]\nbackfill_days = -3", "claims.backfill_days: must be from 1"),
    ("[email]\nport = 70000", "email.port: must be from 1 to 65535"),
    ("[email]\npassword = 12345", "email.password: must be a string, in quotes"),
    ("[fetch]\nallow_private = 5", "fetch.allow_private: must be a list of strings"),
    ("[fetch]\nallow_private = [5]", "fetch.allow_private: must be a list of strings"),
    ('[digest]\nat = "7:30"', "digest.at: must be a time like 07:30, not '7:30'"),
    ('[digest]\nat = "07:30+02:00"', "digest.at: must be a time like 07:30"),
    ("[digest]\nat = 730", "digest.at: must be a time like 07:30"),
    ('[digest]\nzone = "Europe/Atlantis"', "digest.zone: unknown time zone 'Europe/Atlantis'"),
    ('[digest]\nzone = "../../etc/passwd"', "digest.zone: unknown time zone"),
    ('[digest]\nzone = ""', "digest.zone: unknown time zone"),
    ('[digest]\nchannels = ["fax"]', "digest.channels: 'fax' is not one of console"),
    ('[digest]\nchannels = ["email"]', "email.host: needed, because"),
    ('[digest]\nchannels = ["slack"]', "slack.webhook_url: needed, because"),
    ('[judge]\nllm = "gpt"', "judge.llm: 'gpt' is not one of off, openai, anthropic"),
    ('[judge]\nllm = "openai"', "judge.llm_model: needed, because judge.llm is 'openai'"),
    ('[judge]\nllm = "openai"\nllm_model = "m"', "judge.llm_key: needed, because"),
    (f'{LLM}llm_url = "ftp://x/v1"', "judge.llm_url: is no http(s) address"),
    (f'{LLM}llm_url = "localhost:11434"', "judge.llm_url: is no http(s) address"),
    (f'{LLM}llm_url = "https://x.example/v1\\n"', "judge.llm_url: is no http(s) address"),
    (f'{LLM}llm_url = "https://me:12345@x.example/v1"', "judge.llm_url: must hold no login"),
    (f'{LLM}llm_url = "https://x.example/v1?key=12345"', "judge.llm_url: must end with its path"),
    (f'{LLM}llm_url = "http://x.example/v1"', "judge.llm_url: must be https"),
    (f'{LLM}llm_url = "http://8.8.8.8/v1"', "judge.llm_url: must be https"),
    (f'{LLM}llm_key = "12345 6"', "judge.llm_key: must be one word"),
    (f'{LLM}llm_key = "12345\\nx: y"', "judge.llm_key: must be one word"),
    (f'{LLM}llm_key = "12345é"', "judge.llm_key: must be one word"),
    (f"{LLM}llm_key = 12345", "judge.llm_key: must be a string, in quotes"),
    (f'{LLM}llm_key = "k"\nllm_band_low = 0.9', "judge.llm_band_low: must not be above"),
    ("[judge]\nllm_daily_calls = -1", "judge.llm_daily_calls: must be from 0"),
    ("[judge]\nllm_daily_cost = nan", "judge.llm_daily_cost: must be from 0"),
    ("[judge]\nllm_price_in = -1", "judge.llm_price_in: must be from 0"),
    ("[judge]\nllm_timeout = 999", "judge.llm_timeout: must be from 1 to 120"),
    ("[judge]\nllm_max_tokens = 10", "judge.llm_max_tokens: must be from 200"),
    ("[judge]\nllm_band_high = 1.5", "judge.llm_band_high: must be from 0 to 1"),
    ('[email]\nsecurity = "ssl"', "email.security: 'ssl' is not one of starttls, tls, plain"),
    ('[log]\nlevel = "loud"', "log.level: 'loud' is not one of debug"),
    ('[log]\nformat = "xml"', "log.format: 'xml' is not one of text, json"),
]


@pytest.mark.parametrize(("text", "message"), FAULTS, ids=[text for text, _ in FAULTS])
def test_a_faulty_file_is_one_clear_line(tmp_path, text, message):
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    told = str(caught.value)
    assert message in told
    assert "\n" not in told
    assert "12345" not in told


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"MONITOR_FETCH__TIMOUT": "1"}, "environment: fetch.timout: unknown key; did you mean"),
        ({"MONITOR_FECTH__TIMEOUT": "1"}, "environment: unknown section [fecth]"),
        ({"MONITOR_FETCH__TIMEOUT": ""}, "environment: fetch.timeout: must be a number"),
        ({"MONITOR_FETCH__CONCURRENCY": "2.5"}, "fetch.concurrency: must be a whole number"),
        ({"MONITOR_EMAIL__PASSWORD_FILE": "/no/such"}, "PASSWORD_FILE: /no/such: No such file"),
        ({"MONITOR_EMAIL__PASSWORD_FILE": "."}, "Is a directory"),
        ({"MONITOR_CONFIG": "/no/such.toml"}, "/no/such.toml: cannot be read"),
    ],
)
def test_a_faulty_environment_is_one_clear_line(environ, message):
    with pytest.raises(ConfigError) as caught:
        load_settings(None, environ)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_files_that_are_no_text(tmp_path):
    path = tmp_path / "bytes"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not valid TOML"):
        load_settings(path, {})
    with pytest.raises(ConfigError, match="not a readable text file"):
        load_settings(None, {"MONITOR_EMAIL__PASSWORD_FILE": str(path)})


def test_mail_is_complete_with_host_sender_and_recipients(tmp_path):
    text = '[digest]\nchannels = ["email"]\n[email]\n'
    have = ""
    for line, missing in (
        ('host = "mail.example"\n', "sender"),
        ('sender = "m@news.example"\n', "recipients"),
    ):
        have += line
        with pytest.raises(ConfigError, match=f"email.{missing}: needed"):
            load(tmp_path, text + have)
    settings = load(tmp_path, text + have + 'recipients = ["a@news.example"]\n')
    assert settings.email.recipients == ("a@news.example",)


@pytest.mark.parametrize(
    "url",
    [
        "https://llm.example/v1",
        "http://localhost:11434/v1",
        "http://127.0.0.1:8080",
        "http://[::1]:8080/v1",
        "http://192.168.1.20:11434/v1",
        "http://ollama:11434/v1",
        "http://gpu.local/v1",
        "http://host.docker.internal:11434/v1",
    ],
)
def test_a_remote_judge_may_stand_anywhere_in_the_house(tmp_path, url):
    settings = load(tmp_path, f'{LLM}llm_url = "{url}"\n')
    assert settings.judge.llm_url == url
    assert settings.judge.llm_key == ""


def test_the_remote_judges_key_is_a_secret(tmp_path):
    secret = tmp_path / "key"
    secret.write_text("sk-s3cret\n")
    settings = load(tmp_path, LLM, {"MONITOR_JUDGE__LLM_KEY_FILE": str(secret)})
    assert settings.judge.llm_key == "sk-s3cret"
    assert "s3cret" not in repr(settings)


def test_values_that_a_person_would_write():
    given = {
        "MONITOR_FETCH__MAX_BYTES": "2000000",
        "MONITOR_DIGEST__AT": "18:05",
        "MONITOR_DIGEST__CHANNELS": "console",
    }
    settings = load_settings(None, given)
    expected = replace(Settings().fetch, max_bytes=2_000_000)
    assert settings.fetch == expected
    assert settings.digest.at == time(18, 5)


def test_whole_numbers_may_be_written_as_floats(tmp_path):
    assert load(tmp_path, "[fetch]\nmax_bytes = 2000.0").fetch.max_bytes == 2000
    assert isinstance(load(tmp_path, "[fetch]\nmax_bytes = 2000.0").fetch.max_bytes, int)


def test_shipped_folders_are_found_and_a_missing_one_is_named(tmp_path):
    from monitor.errors import MonitorError
    from monitor.shipped import _find, alembic_dir

    assert (alembic_dir() / "env.py").is_file()
    inside = tmp_path / "monitor" / "_shipped" / "config"
    beside = tmp_path / "config"
    beside.mkdir()
    assert _find("config", tmp_path / "monitor") == beside
    inside.mkdir(parents=True)
    assert _find("config", tmp_path / "monitor") == inside
    with pytest.raises(MonitorError, match="no alembic folder"):
        _find("alembic", Path(tmp_path / "monitor"))
