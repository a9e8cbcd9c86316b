-- migrate:up

create schema read;

-- Every move of a case; a later entry may have withdrawn it.
create table read.case_move (
    obligor_id   text not null,
    entry        int  not null,      -- dense per customer
    effective_on date not null,
    place        int  not null,      -- order within its day
    case_id      text not null,
    state        text not null,
    why          text not null,
    withdrawn    boolean not null default false,
    primary key (obligor_id, entry)
);

create view read.present_case as
    select distinct on (obligor_id) obligor_id, case_id, state, why, effective_on
    from read.case_move where not withdrawn
    order by obligor_id, effective_on desc, place desc;

-- What became of promises; a later entry may have withdrawn it.
create table read.promise (
    obligor_id   text not null,
    entry        int  not null,
    loan_id      text not null,
    effective_on date not null,
    promise_id   text not null,
    outcome      text not null,
    amount       numeric not null,   -- minor units
    paid         numeric not null,
    withdrawn    boolean not null default false,
    primary key (obligor_id, entry)
);

-- Acts that were blocked; never withdrawn.
create table read.blocked_act (
    obligor_id   text not null,
    version      bigint not null,    -- of the event in its stream
    loan_id      text not null,
    effective_on date not null,
    code         text not null,
    attempted_by text not null,
    primary key (obligor_id, version)
);
create index blocked_act_day on read.blocked_act (effective_on);

do $$
declare
    service text := regexp_replace(current_user, '_owner$', '');
begin
    execute format('grant usage on schema read to %I', service);
    execute format('grant select, insert, update, delete on all tables in schema read to %I', service);
end $$;

-- migrate:down
drop schema read cascade;
