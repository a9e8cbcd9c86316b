-- migrate:up

create schema read;

-- Every recovery; a later entry may have withdrawn it.
create table read.recovery (
    loan_id         text not null,
    entry           int  not null,      -- dense per loan
    effective_on    date not null,
    recovery_id     text not null,
    way             text not null,
    gross           numeric not null,   -- minor units
    cost            numeric not null,
    currency        text not null,
    after_write_off boolean not null,
    withdrawn       boolean not null default false,
    primary key (loan_id, entry)
);

-- Every sum written off; a later entry may have withdrawn it.
create table read.write_off (
    loan_id      text not null,
    entry        int  not null,
    effective_on date not null,
    principal    numeric not null,
    memo_claim   numeric not null,
    currency     text not null,
    criterion    text not null,
    withdrawn    boolean not null default false,
    primary key (loan_id, entry)
);

do $$
declare
    service text := regexp_replace(current_user, '_owner$', '');
begin
    execute format('grant usage on schema read to %I', service);
    execute format('grant select, insert, update, delete on all tables in schema read to %I', service);
end $$;

-- migrate:down
drop schema read cascade;
