-- Removes every trace of jobs.
-- KEYS: pending, leased, jobs, dead, then the payload and the result of each job.  ARGV: ids.
for i, id in ipairs(ARGV) do
    redis.call('ZREM', KEYS[1], id)
    redis.call('ZREM', KEYS[2], id)
    redis.call('HDEL', KEYS[4], id)
    redis.call('DEL', KEYS[2 * i + 3], KEYS[2 * i + 4])
    redis.call('HDEL', KEYS[3], id)
end
return 1
