-- migrate:up

create schema read;

-- What each guarantor paid; a later entry may have withdrawn it.
create table read.payment (
    loan_id      text not null,
    entry        int  not null,      -- dense per loan
    effective_on date not null,
    guarantor_id text not null,
    receipt_id   text not null,
    amount       numeric not null,   -- minor units
    currency     text not null,
    in_full      boolean not null,
    withdrawn    boolean not null default false,
    primary key (loan_id, entry)
);

-- Every release of a guarantor; a later entry may have withdrawn it.
create table read.release (
    loan_id      text not null,
    entry        int  not null,
    effective_on date not null,
    guarantor_id text not null,
    reason       text not null,
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
