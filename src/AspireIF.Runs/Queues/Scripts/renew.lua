-- Moves the deadlines of leases that are still held.
-- KEYS: leased, jobs.  ARGV: id, token and microseconds from now of each.  Returns the ids that are not held any more.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local lost = {}
for i = 1, #ARGV, 3 do
    local holder = string.match(redis.call('HGET', KEYS[2], ARGV[i]) or '', '^%S+ %S+ (%S+)')
    if holder == ARGV[i + 1] then
        redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[i + 2]), ARGV[i])
    else
        lost[#lost + 1] = ARGV[i]
    end
end
return lost
