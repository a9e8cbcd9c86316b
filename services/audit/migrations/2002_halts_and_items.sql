-- migrate:up

-- Journal partitions that stand still, for people: noted while they do, gone when they go on.
create table audit.halt (
    topic        text        not null,
    partition    int         not null,
    kafka_offset bigint      not null,   -- the offset that is read next
    rule         text        not null,
    detail       text        not null,
    since        timestamptz not null default now(),
    primary key (topic, partition)
);

-- What two persons have let go on, and what that set aside. Never changed.
create table audit.release (
    topic        text        not null,
    partition    int         not null,
    kafka_offset bigint      not null,
    continued_at bigint      not null,
    rule         text        not null,
    detail       text        not null,
    since        timestamptz not null,
    given_up     text        not null,
    reason       text        not null,
    requested_by text        not null,
    approved_by  text        not null,
    released_at  timestamptz not null default now(),
    primary key (topic, partition, kafka_offset, released_at)
);
create trigger never_changed before update or delete on audit.release
    for each row execute function audit.refuse();
create trigger never_truncated before truncate on audit.release
    for each statement execute function audit.refuse();

-- The same halt met again keeps the instant at which it began.
create function audit.note_halt(
    p_topic text, p_partition int, p_offset bigint, p_rule text, p_detail text
) returns void language sql security definer set search_path = audit, pg_temp as $$
    insert into halt as h (topic, partition, kafka_offset, rule, detail)
        values (p_topic, p_partition, p_offset, p_rule, p_detail)
        on conflict (topic, partition) do update set
            kafka_offset = excluded.kafka_offset, rule = excluded.rule, detail = excluded.detail,
            since = case when (h.kafka_offset, h.rule) = (excluded.kafka_offset, excluded.rule)
                    then h.since else excluded.since end;
$$;

create function audit.clear_halt(p_topic text, p_partition int) returns void
language sql security definer set search_path = audit, pg_temp as $$
    delete from halt where topic = p_topic and partition = p_partition;
$$;

-- Let a halted partition go on at another offset, with the names of those who said so. PL001: it is
-- not halted there any more.
create function audit.release_halt(
    p_topic text, p_partition int, p_from bigint, p_to bigint, p_given_up text, p_reason text,
    p_requested_by text, p_approved_by text
) returns void language plpgsql security definer set search_path = audit, pg_temp as $$
declare
    halted halt;
begin
    delete from halt h where h.topic = p_topic and h.partition = p_partition
        and h.kafka_offset = p_from returning h.* into halted;
    if not found then
        raise exception '% % is not halted at %', p_topic, p_partition, p_from
            using errcode = 'PL001';
    end if;
    update consumed set next_offset = p_to
        where topic = p_topic and partition = p_partition and next_offset = p_from;
    if not found then
        raise exception 'position of % % is not % any more', p_topic, p_partition, p_from
            using errcode = 'PL001';
    end if;
    insert into release (topic, partition, kafka_offset, continued_at, rule, detail, since,
                         given_up, reason, requested_by, approved_by)
        values (p_topic, p_partition, p_from, p_to, halted.rule, halted.detail, halted.since,
                p_given_up, p_reason, p_requested_by, p_approved_by);
end $$;

-- Work items are few among many entries: they have an index of their own.
create index entry_item on audit.entry (loan_id) where type in
    ('kit.PartitionReleased', 'kit.UnknownMemberNoted', 'monitoring.FactSetAside',
     'monitoring.MessageGapNoted');

revoke all on all functions in schema audit from public;
do $$
declare
    service text := regexp_replace(current_user, '_owner$', '');
begin
    execute format('grant select on audit.halt, audit.release to %I', service);
    execute format('grant execute on all functions in schema audit to %I', service);
end $$;

-- migrate:down
drop index audit.entry_item;
drop function audit.release_halt(text, int, bigint, bigint, text, text, text, text);
drop function audit.clear_halt(text, int);
drop function audit.note_halt(text, int, bigint, text, text);
drop table audit.release;
drop table audit.halt;
