-- A session in a real Neovim: findings, card, suppression, and what one file does to another.
local misfit, root = os.getenv('MISFIT'), os.getenv('ROOT')
local policy = 'timeout-over-platform-limit'

local function check(is_so, what)
  if not is_so then
    io.stderr:write('neovim: ' .. what .. '\n')
    vim.cmd('cquit 1')
  end
end

local function wait(what, is_so)
  check(vim.wait(20000, is_so, 20), 'this did not come about: ' .. what)
end

vim.lsp.config('misfit', { cmd = { misfit, 'lsp' }, filetypes = { 'terraform' }, root_markers = { 'misfit.yaml' } })
vim.lsp.enable('misfit')
vim.filetype.add({ extension = { tf = 'terraform' } })
vim.cmd('filetype on')

local function open(path)
  vim.cmd.edit(vim.fn.fnameescape(root .. '/' .. path))
  local buffer = vim.api.nvim_get_current_buf()
  wait('a client of ' .. path, function() return #vim.lsp.get_clients({ bufnr = buffer }) == 1 end)
  return buffer
end

local function found(buffer, code)
  return vim.tbl_filter(function(one) return one.code == code end, vim.diagnostic.get(buffer))
end

local main = open('main.tf')
local client = vim.lsp.get_clients({ bufnr = main })[1]
wait('a finding', function() return #found(main, policy) == 1 end)

local finding = found(main, policy)[1]
local line = vim.api.nvim_buf_get_lines(main, finding.lnum, finding.lnum + 1, true)[1]
local under = line:sub(finding.col + 1, finding.end_col)
check(under == 'local.most', 'the finding is at `' .. under .. '`')
check(finding.source == 'misfit', 'the finding is of ' .. tostring(finding.source))

-- The card, over the name.
local function card_at(row, column)
  vim.api.nvim_win_set_cursor(0, { row, column })
  local position = vim.lsp.util.make_position_params(0, client.offset_encoding)
  local answer = client:request_sync('textDocument/hover', position, 20000, main)
  return answer and answer.result and answer.result.contents.value
end
local card = card_at(6, 33)
check(card and card:find('**Runs on** AWS Lambda', 1, true), 'no card: ' .. tostring(card))
check(card_at(1, 0) == nil, 'a card where there is no workload')

-- Another file decides.
local limits = open('limits.tf')
vim.api.nvim_buf_set_lines(limits, 1, 2, true, { '  most = 100' })
wait('the finding gone for what another file says', function() return #found(main, policy) == 0 end)
vim.cmd('undo')
wait('the finding back', function() return #found(main, policy) == 1 end)

-- The suppression, and its reason.
vim.cmd.buffer(main)
vim.api.nvim_win_set_cursor(0, { finding.lnum + 1, finding.col })
vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.title:find(policy, 1, true) ~= nil end })
local written
wait('the suppression', function()
  written = vim.api.nvim_buf_get_lines(main, finding.lnum, finding.lnum + 1, true)[1]
  return written:find('TODO', 1, true) ~= nil
end)
check(written == '  # misfit: ignore[' .. policy .. '] TODO: why this is accepted', 'it is written: ' .. written)
wait('what is told of a missing reason', function() return #found(main, 'suppression') == 1 end)
check(#found(main, policy) == 1, 'suppressed without a reason')
local reason = written:gsub('TODO: why this is accepted', 'it is being split until=2099-12-31')
vim.api.nvim_buf_set_lines(main, finding.lnum, finding.lnum + 1, true, { reason })
wait('nothing left to say', function() return #vim.diagnostic.get(main) == 0 end)

-- The end.
client:stop()
wait('the end of the server', function() return client:is_stopped() end)
vim.cmd('qa!')
