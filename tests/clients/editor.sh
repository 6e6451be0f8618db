# Editors: Neovim itself, and sessions as VS Code, Neovim and Emacs hold them; read by tests/clients/run.

server=$(cd "$target/debug" && pwd)/misfit
editors=$(mkdir -p "$clients/editors" && cd "$clients/editors" && pwd)
rm -rf "$editors/neovim" "$editors/home"
mkdir "$editors/home"

step 'Neovim shows, explains and accepts a finding'
cp -R tests/clients/editor/project "$editors/neovim"
MISFIT=$server ROOT=$editors/neovim HOME=$editors/home XDG_CONFIG_HOME=$editors/home XDG_DATA_HOME=$editors/home \
  XDG_STATE_HOME=$editors/home XDG_CACHE_HOME=$editors/home \
  timeout 180 "$venv/nvim" --headless --clean -n -l tests/clients/editor/neovim.lua </dev/null ||
  fail 'Neovim and misfit do not agree'
echo

step 'sessions of VS Code, Neovim and Emacs'
MISFIT=$server OUT=$editors PYTHONDONTWRITEBYTECODE=1 timeout 300 "$venv/python" -m pytest --quiet -p no:cacheprovider \
  -o asyncio_default_fixture_loop_scope=function tests/clients/editor/test_session.py ||
  fail 'a session does not go as clients expect'
