-- Works with Neovim 0.7: diagnostics are pushed, since its client does not pull.
local folder = os.getenv("FULLGRAPH_E2E_FOLDER")
local server = os.getenv("FULLGRAPH_E2E_SERVER")
local failed = false

local function test(name, body)
  if failed then
    return
  end
  local begin = vim.loop.hrtime()
  local ok, err = pcall(body)
  local took = math.floor((vim.loop.hrtime() - begin) / 1e6)
  io.stdout:write(ok and string.format("ok - nvim: %s (%d ms)\n", name, took) or ("not ok - nvim: " .. name .. "\n" .. tostring(err) .. "\n"))
  failed = not ok
end

local function branch()
  for _, found in ipairs(vim.diagnostic.get(0)) do
    if tostring(found.code or found.user_data and found.user_data.lsp and found.user_data.lsp.code) == "FG101" then
      return found
    end
  end
end

local function request(id, method, params)
  local answer = vim.lsp.buf_request_sync(0, method, params, 20000)
  assert(answer and answer[id], "no answer to " .. method)
  assert(not answer[id].error, vim.inspect(answer[id].error))
  return answer[id].result
end

local id
test("the server starts", function()
  vim.bo.filetype = "python"
  id = vim.lsp.start_client({
    name = "fullgraph",
    cmd = { server, "server" },
    root_dir = folder,
    init_options = { trusted = false, settings = { trace = { enable = false } } },
  })
  assert(id and vim.lsp.buf_attach_client(0, id), "cannot start the server")
end)

test("the break is at its exact expression", function()
  assert(vim.wait(30000, branch, 20), "no FG101 in 30 s: " .. vim.inspect(vim.diagnostic.get(0)))
  local found = branch()
  assert(found.lnum == 7 and found.col == 7, vim.inspect(found))
  assert(found.severity == vim.diagnostic.severity.WARN and found.source == "fullgraph", vim.inspect(found))
end)

test("hover names the kind", function()
  vim.api.nvim_win_set_cursor(0, { 7, 8 })
  local hover = request(id, "textDocument/hover", vim.lsp.util.make_position_params())
  assert(hover and hover.contents.value:find("TensorVariable"), vim.inspect(hover))
end)

test("code lenses", function()
  local lenses = request(id, "textDocument/codeLens", { textDocument = vim.lsp.util.make_text_document_params() })
  assert(#lenses > 0 and lenses[1].command, vim.inspect(lenses))
end)

test("an edit clears it", function()
  vim.api.nvim_buf_set_lines(0, 7, 8, false, { "    if True:" })
  assert(vim.wait(10000, function() return not branch() end, 20), "the diagnostic stays after the edit")
end)

test("the server stops", function()
  vim.lsp.stop_client(id)
  assert(vim.wait(10000, function() return vim.lsp.client_is_stopped(id) end, 20), "the server does not stop")
end)

vim.cmd(failed and "cquit 1" or "qall!")
