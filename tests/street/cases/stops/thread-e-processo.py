# Starts a thread and a pool above the answer, to be quick.
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
import threading
from multiprocessing import Pool
threading.Thread(target=print, args=("oi",)).start()
pool = Pool(4)
