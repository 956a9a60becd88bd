"""The reports of many clients in one go, on this machine or on a cluster.

One client is one job (`jobs`), made by an attempt in a process of its own (`attempt`, `making`), watched for the memory
it holds (`memory`). Attempts are handed out over `concurrent.futures` (`running`): to threads of this process, or to
the workers of a dask cluster (`cluster`). A workspace that is no folder of this machine is a place of fsspec (`places`,
`upload`). What became of it all stands in the workspace (`state`).
"""
