revoke all on database d from public; grant create on database d to app_writer with grant option; grant connect on database d to app_reader;
