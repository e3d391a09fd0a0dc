/**
 * The Python program that loads config.py and calls its hooks. Requests come as lines of JSON on its standard input,
 * answers go to descriptor 3, so that what hooks print is theirs. One event loop runs from beginning to end.
 */
export const PYTHON_BRIDGE = String.raw`
import asyncio, hashlib, importlib.util, inspect, json, os, signal, sys, threading
from pathlib import Path

# Ends at once and in silence, as a program that has no handler of its own.
signal.signal(signal.SIGINT, signal.SIG_DFL)
if sys.path and sys.path[0] == "":
    del sys.path[0]
requests = os.fdopen(os.dup(0), "r", encoding="utf-8", newline="\n")
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
os.set_inheritable(3, False)
answers = os.fdopen(3, "w", encoding="utf-8", newline="\n")
for stream in (sys.stdout, sys.stderr):
    stream.reconfigure(line_buffering=True, encoding="utf-8", errors="backslashreplace")

REQUIRED = ("get_connection", "ensure_meta_table", "get_version", "set_version", "execute_sql")
COLUMNS = ("id", "filename", "script", "started_at", "finished_at")
state = {}


def load(file, hooks):
    name = "fastmigrate_user_config_" + hashlib.sha256(file.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = writes
    missing = [hook for hook in REQUIRED if not hasattr(module, hook)]
    if missing:
        raise AttributeError("config.py is missing required function(s): " + ", ".join(missing))
    found = [hook for hook in hooks if getattr(module, hook, None) is not None]
    for hook in found:
        if not callable(getattr(module, hook)):
            raise TypeError("config.py function '" + hook + "' is not callable")
    state["module"] = module
    loop = asyncio.get_running_loop()
    proactor = getattr(loop, "_proactor", None)
    selector = getattr(loop, "_selector", None)
    said = None
    if proactor is not None:
        said = "Using proactor: " + type(proactor).__name__
    elif selector is not None:
        said = "Using selector: " + type(selector).__name__
    return {
        "hooks": found,
        "name": getattr(module, "backend_name", None),
        "rollbackDdl": getattr(module, "rollback_ddl", False) is True,
        "loop": said,
    }


def row_of(row):
    if hasattr(row, "_mapping"):
        row = row._mapping
    if hasattr(row, "keys"):
        values = [row[key] for key in COLUMNS]
    else:
        values = list(row)[: len(COLUMNS)]
    values = [value.isoformat() if hasattr(value, "isoformat") else value for value in values]
    return dict(zip(("id", "filename", "script", "startedAt", "finishedAt"), values))


async def call(hook, arguments):
    module = state["module"]
    if hook == "record_migration":
        given = arguments[0]
        arguments = [{
            "id": given["id"], "filename": given["filename"], "script": given["script"],
            "started_at": given["startedAt"], "finished_at": given["finishedAt"],
        }]
    if hook == "get_connection":
        value = arguments[0]["value"]
        arguments = [value if arguments[0]["kind"] == "text" else Path(value)]
    else:
        arguments = [state["connection"], *arguments]
    result = getattr(module, hook)(*arguments)
    if inspect.isawaitable(result):
        result = await result
    if hook == "get_connection":
        state["connection"] = result
        return None
    if hook == "get_version":
        return int(result)
    if hook == "read_version":
        return None if result is None else int(result)
    if hook == "execute_sql":
        return True if result is None else bool(result)
    if hook == "lock":
        return True if result is None else bool(result)
    if hook == "read_history":
        return None if result is None else [row_of(row) for row in result]
    if hook == "backup":
        return str(result)
    return None


def place_of(error):
    for holder in (error, getattr(error, "orig", None), getattr(error, "diag", None)):
        for name in ("position", "statement_position"):
            try:
                position = int(getattr(holder, name))
            except (AttributeError, TypeError, ValueError):
                continue
            if position > 0:
                return position
    return None


async def answer(request):
    reply = {"id": request["id"]}
    try:
        if request["method"] == "load":
            reply["result"] = load(request["file"], request["hooks"])
        else:
            reply["result"] = await call(request["hook"], request["arguments"])
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:
        reply["error"] = {
            "type": type(error).__name__,
            "message": str(error),
            "position": place_of(error),
        }
    sys.stdout.flush()
    sys.stderr.flush()
    answers.write(json.dumps(reply, default=str) + "\n")
    answers.flush()


async def main():
    loop = asyncio.get_running_loop()
    waiting = asyncio.Queue()

    def read():
        for line in requests:
            loop.call_soon_threadsafe(waiting.put_nowait, line)
        # Whoever asked is gone: nothing may be done that nobody hears of.
        os._exit(1)

    threading.Thread(target=read, daemon=True).start()
    while True:
        request = json.loads(await waiting.get())
        if request["method"] == "end":
            return
        await answer(request)


asyncio.run(main())
sys.stdout.flush()
sys.stderr.flush()
os._exit(0)
`;
