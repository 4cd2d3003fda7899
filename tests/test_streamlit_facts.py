"""Every private or undocumented fact of Streamlit that the dashboard relies on, in one list.

After an upgrade a test that fails here names what must be looked at anew, and where.
"""

from __future__ import annotations

import base64
import hashlib
import inspect
import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import streamlit as st
from starlette.formparsers import MultiPartParser
from streamlit import config, file_util
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime import Runtime
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException, StopException
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.runtime.session_manager import SessionInfo
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager
from streamlit.web.server.starlette import starlette_app, starlette_routes

from ofsted import paths
from ofsted.dashboard import server
from ofsted.dashboard.held import incoming, sessions
from ofsted.served.document import read_shell

STATIC = Path(file_util.get_static_dir())
READ_ON_UPGRADE = "of another version: go through this list, then change it here"


def test_the_version_is_the_one_that_the_list_was_made_for() -> None:
    assert version("streamlit") == "1.67.0", READ_ON_UPGRADE


def _settings() -> list[str]:
    told = tomllib.loads((paths.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    return [
        f"{part}.{name}"
        for part, values in told.items()
        for name, value in values.items()
        if not isinstance(value, dict)
    ]


@pytest.mark.parametrize("name", [*_settings(), "server.disconnectedSessionTTL"])
def test_a_setting_is_known_also_where_it_is_hidden(name: str) -> None:
    config.get_option(name)  # raises for one that there is none of


def test_the_document_has_one_inline_script_which_the_policy_names() -> None:
    document = (STATIC / "index.html").read_text(encoding="utf-8")
    (script,) = re.findall(r"<script>(.*?)</script>", document, re.DOTALL)
    told = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{told}'" == server._INLINE_SCRIPT


def test_the_document_has_the_parts_that_ours_is_made_of() -> None:
    read_shell(STATIC / "index.html")  # raises where one is not there


def _marks() -> list[str]:
    places = [paths.ROOT / "ofsted" / "served" / "files", paths.ROOT / "ofsted" / "dashboard"]
    files = [file for place in places for file in place.rglob("*.*") if file.suffix != ".pyc"]
    texts = [file.read_text(encoding="utf-8") for file in (*files, *paths.PAGES.glob("*.py"))]
    found = {mark for text in texts for mark in re.findall(r'data-testid=\\?"(\w+)', text)}
    return sorted(found)


@pytest.fixture(scope="module")
def scripts() -> str:
    """All scripts that the browser may be sent."""
    files = sorted(STATIC.rglob("*.js"))
    return "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in files)


@pytest.mark.parametrize("mark", [*_marks(), "stHtml", "stPageLink"])
def test_a_mark_that_our_style_sheets_go_by_is_there(mark: str, scripts: str) -> None:
    assert mark in scripts


def test_elements_with_a_key_have_it_as_a_class(scripts: str) -> None:
    assert "st-key-" in scripts


def test_an_application_takes_our_lifespan_routes_and_middleware() -> None:
    assert {"lifespan", "routes", "middleware"} <= set(inspect.signature(st.App).parameters)


def test_the_endpoints_are_where_the_guards_look() -> None:
    assert starlette_routes.BASE_ROUTE_UPLOAD_FILE == "_stcore/upload_file"
    text = inspect.getsource(starlette_app) + inspect.getsource(starlette_routes)
    assert "_stcore" in text
    assert hasattr(starlette_routes, "BASE_ROUTE_MEDIA")


def test_files_that_were_sent_are_held_where_the_bounds_count_them() -> None:
    manager = MemoryUploadedFileManager("/_stcore/upload_file")
    (place,) = manager.get_upload_urls("session", ["a.pdf"])
    assert incoming._PLACE.fullmatch(place.upload_url)
    assert manager.file_storage == {}
    assert set(inspect.signature(manager.remove_file).parameters) == {"session_id", "file_id"}


def test_parts_of_a_form_stay_in_memory_up_to_a_size_that_can_be_set() -> None:
    assert isinstance(MultiPartParser.spool_max_size, int)


def test_a_run_knows_whether_it_came_of_the_browsers_back() -> None:
    assert ScriptRunContext.is_history_navigation is False


def test_a_run_ends_by_what_no_except_exception_catches() -> None:
    for ended in (RerunException, StopException):
        assert issubclass(ended, BaseException)
        assert not issubclass(ended, Exception)


def test_the_readers_of_the_load_study_speak_as_a_browser_does() -> None:
    asked = BackMsg()
    asked.rerun_script.query_string = "framework=F4"
    asked.rerun_script.page_name = "themes"
    asked.rerun_script.is_history_navigation = True
    assert asked.WhichOneof("type") == "rerun_script"
    told = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)
    assert told.WhichOneof("type") == "script_finished"
    assert {"delta", "new_session"} <= set(ForwardMsg.DESCRIPTOR.fields_by_name)


def test_the_sessions_that_closed_are_kept_where_we_let_them_go() -> None:
    text = inspect.getsource(Runtime.__init__) + inspect.getsource(WebsocketSessionManager.__init__)
    assert "self._session_mgr = " in text
    assert "self._session_storage = session_storage" in text
    assert "MemorySessionStorage" in inspect.getsource(starlette_app.App._create_runtime)


class _Session:
    id = "one"


def test_a_session_that_closed_goes_when_its_time_is_over_and_nobody_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    storage = MemorySessionStorage(ttl_seconds=0)
    info = SessionInfo(client=None, session=_Session())  # type: ignore[arg-type]
    storage.save(info)

    class Manager:
        _session_storage = storage

    class Held:
        _session_mgr = Manager

    monkeypatch.setattr(Runtime, "exists", classmethod(lambda cls: True))
    monkeypatch.setattr(Runtime, "instance", classmethod(lambda cls: Held))
    assert storage._cache._data  # type: ignore[attr-defined]
    assert sessions.let_go() == 1
    assert not storage._cache._data  # type: ignore[attr-defined]


def test_the_widgets_of_a_session_that_is_gone_are_where_we_take_them_from() -> None:
    state = SafeSessionState(SessionState(), lambda: None)
    sent = WidgetState(id="$$ID-0-rating-good", bool_value=True)
    state._state.set_widgets_from_proto(WidgetStates(widgets=[sent]))
    assert state._state._new_widget_state.as_widget_states() == [sent]
    again = RerunData(query_string="", widget_states=WidgetStates(widgets=[sent]))
    assert RerunException(again).rerun_data is again
