-- migrate:up

-- The same promises as before (0001), each kind of row written by one statement: a statement a row took
-- a sixth of a batch's time. PL001: not the owner any more or someone else did it. PL002: streams have
-- other versions. PL003: a message of a foreign producer was taken before. PL004: a hole.
create or replace function store.append(
    p_topic text, p_partition int, p_from bigint, p_to bigint,
    s_shard smallint[], s_epoch bigint[], s_from bigint[], s_position bigint[], s_hlc bigint[],
    s_recorded timestamptz[], s_closed date[],
    x_topic text[], x_shard smallint[], x_position bigint[],
    f_digest bytea[], f_on date[],
    t_stream text[], t_shard smallint[], t_expected bigint[], t_version bigint[], t_head bytea[],
    e_shard smallint[], e_stream text[], e_version bigint[], e_position bigint[], e_id uuid[],
    e_type text[], e_schema smallint[], e_loan text[], e_key text[], e_effective date[],
    e_known date[], e_recorded timestamptz[], e_hlc bigint[], e_correlation text[],
    e_causation text[], e_cause_link bytea[], e_actor text[], e_trace text[], e_payload bytea[],
    e_link bytea[],
    g_shard smallint[], g_on date[], g_stream text[], g_reason text[],
    h_shard smallint[], h_on date[], h_stream text[], h_reason text[],
    d_id uuid[], d_shard smallint[], d_stream text[], d_rule text[], d_detail text[], d_loan text[],
    d_topic text[], d_partition int[], d_offset bigint[], d_at timestamptz[],
    c_id uuid[]
) returns void language plpgsql security definer
set search_path = store, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
    n bigint;
    lost text;
begin
    update consumed set next_offset = p_to
        where topic = p_topic and partition = p_partition and next_offset = p_from;
    if not found then
        raise exception 'position of % % is not % any more', p_topic, p_partition, p_from
            using errcode = 'PL001';
    end if;
    if cardinality(x_topic) > 0 then
        insert into source as s (topic, shard, position)
            select * from unnest(x_topic, x_shard, x_position)
            on conflict (topic, shard) do update set position = excluded.position
            where s.position < excluded.position;
    end if;
    if cardinality(f_digest) > 0 then
        insert into foreign_message (digest, business_date)
            select * from unnest(f_digest, f_on) on conflict do nothing;
        get diagnostics n = row_count;
        if n <> cardinality(f_digest) then
            raise exception 'a message of this batch was taken before' using errcode = 'PL003';
        end if;
    end if;
    with moved as (
        update stream s set version = t.version, head = t.head
            from unnest(t_stream, t_expected, t_version, t_head)
                as t (stream, expected, version, head)
            where s.stream = t.stream and s.version = t.expected and t.expected > 0
            returning s.stream
    ), begun as (
        insert into stream (stream, shard, version, head)
            select t.stream, t.shard, t.version, t.head
            from unnest(t_stream, t_shard, t_expected, t_version, t_head)
                as t (stream, shard, expected, version, head)
            where t.expected = 0
            on conflict do nothing returning stream
    )
    select string_agg(format('%s at %s', t.stream, t.expected), ', ') into lost
        from unnest(t_stream, t_expected) as t (stream, expected)
        where t.stream not in (select stream from moved union all select stream from begun);
    if lost is not null then
        raise exception 'not where they were any more: %', lost using errcode = 'PL002';
    end if;
    for i in 1 .. cardinality(s_shard) loop
        update shard set position = s_position[i], hlc = s_hlc[i],
                recorded_at = s_recorded[i], closed_on = s_closed[i]
            where shard = s_shard[i] and epoch = s_epoch[i] and position = s_from[i];
        if not found then
            raise exception 'shard % has another owner or position', s_shard[i]
                using errcode = 'PL001';
        end if;
    end loop;
    if exists (
        select from unnest(s_shard, s_from, s_position) as s (shard, before, after)
        full join (
            select u.shard, count(*) as n, min(u.position) as low, max(u.position) as high
            from unnest(e_shard, e_position) as u (shard, position) group by u.shard
        ) e using (shard)
        where coalesce(s.after - s.before, -1) <> coalesce(e.n, 0)
            or e.low <= s.before or e.high > s.after
    ) then
        raise exception 'events do not fill the positions of their shards' using errcode = 'PL004';
    end if;
    if cardinality(e_shard) > 0 then
        insert into event select * from unnest(
            e_shard, e_stream, e_version, e_position, e_id, e_type, e_schema, e_loan, e_key,
            e_effective, e_known, e_recorded, e_hlc, e_correlation, e_causation, e_cause_link,
            e_actor, e_trace, e_payload, e_link);
    end if;
    if cardinality(g_shard) > 0 then
        delete from agenda a using unnest(g_shard, g_on, g_stream, g_reason)
                as g (shard, due_on, stream, reason)
            where a.shard = g.shard and a.due_on = g.due_on and a.stream = g.stream
                and a.reason = g.reason;
    end if;
    if cardinality(h_shard) > 0 then
        insert into agenda select * from unnest(h_shard, h_on, h_stream, h_reason)
            on conflict do nothing;
    end if;
    if cardinality(d_id) > 0 then
        insert into dead_letter select *, true from unnest(
            d_id, d_shard, d_stream, d_rule, d_detail, d_loan, d_topic, d_partition, d_offset, d_at);
    end if;
    if cardinality(c_id) > 0 then
        update dead_letter set open = false where event_id = any (c_id) and open;
    end if;
end $$;

-- migrate:down
-- Nothing to take back: 0001's function says the same, row by row.
