-- Says of jobs whether a result may be waited for. One script and not three reads: some of those may be answered by a server that dies between them, and some by its successor.
-- KEYS: jobs, dead, then the result of each job.  ARGV: ids.  Returns for each job '' when it has a result or will have one, 'absent' when the server does not know it, else its dead letter.
local answer = {}
for i, id in ipairs(ARGV) do
    -- A record goes after the result has come, so the result is looked for last.
    local known, dead = redis.call('HEXISTS', KEYS[1], id) == 1, redis.call('HGET', KEYS[2], id)
    if redis.call('EXISTS', KEYS[i + 2]) == 1 then
        answer[i] = ''
    elseif dead then
        answer[i] = dead
    elseif known then
        answer[i] = ''
    else
        answer[i] = 'absent'
    end
end
return answer
