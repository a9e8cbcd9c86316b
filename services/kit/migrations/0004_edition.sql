-- migrate:up

-- The policy editions with which each partition was last claimed: by them the next claim sees that one has
-- come, and whether its first day was closed without it.
create table store.edition (
    partition int  not null,
    policy_id text not null,
    first_day date not null,
    primary key (partition, policy_id)
);

-- Fenced like the writer: who lost the partition notes nothing.
create function store.note_editions(
    p_owned smallint, p_epoch bigint, p_partition int, p_ids text[], p_days date[]
) returns void language plpgsql security definer set search_path = store, pg_temp as $$
begin
    perform from shard s where s.shard = p_owned and s.epoch = p_epoch for share;
    if not found then
        raise exception 'shard % has another owner', p_owned using errcode = 'PL001';
    end if;
    delete from edition where partition = p_partition;
    insert into edition (partition, policy_id, first_day)
        select p_partition, each.id, each.day from unnest(p_ids, p_days) as each(id, day);
end $$;

revoke all on all functions in schema store from public;
do $$
declare
    service text := regexp_replace(current_user, '_owner$', '');
begin
    execute format('grant select on store.edition to %I', service);
    execute format('grant execute on all functions in schema store to %I', service);
end $$;

-- migrate:down
drop function store.note_editions(smallint, bigint, int, text[], date[]);
drop table store.edition;
